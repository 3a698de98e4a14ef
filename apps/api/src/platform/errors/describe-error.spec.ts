import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import { describeError } from './describe-error.js';

const codeOf = (error: unknown) => describeError(error)?.code;
const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('describeError', () => {
  it('passes on what a user can act on', () => {
    expect(codeOf(new RoadsteadError('host.unknown', { host: 'a' }))).toBe('host.unknown');
  });

  it('says in one line what a schema found', () => {
    const { error } = z.object({ a: z.string(), b: z.object({ c: z.number() }) }).safeParse({ b: {} });
    expect(describeError(error)?.detail.problem).toMatch(/^a: .+; b\.c: .+$/);
  });

  it('knows a database and a Redis that are away, however it is said', () => {
    const databaseAway = [
      withCode('ECONNREFUSED'),
      withCode('P1001'),
      withCode('57P01'),
      new Error('timeout exceeded when trying to connect'),
      Object.assign(withCode('P2010'), { meta: { driverAdapterError: new Error('x', { cause: withCode('57P03') }) } }),
    ];
    for (const error of databaseAway) expect(describeError(error)?.detail.dependency).toBe('Postgres');
    for (const words of [
      'Connection is closed.',
      'Reached the max retries per request limit (which is 1).',
      'OOM command not allowed',
    ]) {
      expect(describeError(new Error(words))?.detail.dependency).toBe('Redis');
    }
  });

  it('takes a value that Postgres refuses for the request’s fault, and a statement that it refuses for ours', () => {
    const refused = (originalCode: string) =>
      Object.assign(withCode('P2010'), { meta: { driverAdapterError: new Error('x', { cause: { originalCode } }) } });
    for (const code of ['22021', '22P05', '22P02', '22003', '22008', '54000']) {
      expect(codeOf(refused(code))).toBe('request.invalid');
      expect(codeOf(withCode(code))).toBe('request.invalid');
    }
    for (const code of ['42601', '23505']) {
      expect(codeOf(refused(code))).toBeUndefined();
      expect(codeOf(withCode(code))).toBeUndefined();
    }
  });

  it('says of several forms what each of them lacks', () => {
    const forms = z.union([z.object({ ids: z.array(z.string()) }), z.object({ which: z.enum(['all', 'none']) })]);
    const { error } = z.object({ of: forms }).safeParse({ of: { which: 1 } });
    expect(describeError(error)?.detail.problem).toBe(
      'either of.ids: Invalid input: expected array, received undefined, or of.which: Invalid option: expected one of "all"|"none"',
    );
  });

  it('leaves the unexpected to the caller', () => {
    expect(describeError(new TypeError('x is not a function'))).toBeUndefined();
    expect(describeError('a string')).toBeUndefined();
    expect(describeError(withCode('P2010', 'syntax error at or near'))).toBeUndefined();
  });

  it('translates what the framework throws', () => {
    expect(codeOf(new NotFoundException('Cannot GET /x'))).toBe('route.unknown');
    expect(codeOf(Object.assign(withCode('FST_ERR_CTP_BODY_TOO_LARGE'), { statusCode: 413 }))).toBe(
      'request.too-large',
    );
    expect(codeOf(Object.assign(withCode('FST_ERR_CTP_INVALID_JSON_BODY'), { statusCode: 400 }))).toBe(
      'request.invalid',
    );
  });
});
