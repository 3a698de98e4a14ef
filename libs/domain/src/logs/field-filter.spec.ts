import { describe, expect, it } from '@jest/globals';
import { FieldFilterProblem, lineHolds, parseFieldFilter } from './field-filter.js';
import { parseJsonLine } from './json-line.js';
import { levelOfFields, logLevelOf } from './log-level.js';

const line = JSON.stringify({
  level: 'Warning',
  status: 503,
  http: { path: '/a b', 'user.agent': 'curl' },
  'dotted.name': 'x',
  at: '2026-03-03T10:00:00Z',
  ok: false,
});

describe('the filter of fields', () => {
  it.each([
    ['level=warn', true],
    ['level=error', false],
    ['level>=info', true],
    ['level>warn', false],
    ['severity=warn', true],
    ['status>=500 status<600', true],
    ['status=503', true],
    ['status!=503', false],
    ['http.path="/a b"', true],
    ['http.path~A', true],
    ['http.path!~z', true],
    ['dotted.name=x', true],
    ['at>=2026-03-03 at<2026-03-04T00:00:00Z', true],
    ['ok=false', true],
    ['missing=', false],
    ['missing!=1', true],
    ['http~curl', true],
    ['', true],
  ])('%s → %s', (filter, holds) => {
    expect(lineHolds(parseFieldFilter(filter), line)).toBe(holds);
  });

  it.each([
    ['level', 'no-operator'],
    ['=1', 'no-field'],
    ['a~', 'no-value'],
    ['status>=many', 'not-a-number'],
    ['a="b', 'open-quote'],
    ['x'.repeat(600), 'too-long'],
  ])('says what is wrong with %s', (filter, problem) => {
    try {
      parseFieldFilter(filter);
      throw new Error('it was taken');
    } catch (error) {
      expect(error).toBeInstanceOf(FieldFilterProblem);
      expect((error as FieldFilterProblem).problem).toBe(problem);
    }
  });

  it('holds for no line that has no fields, and never reaches what objects inherit', () => {
    expect(lineHolds(parseFieldFilter('a!=1'), 'plain text')).toBe(false);
    expect(lineHolds(parseFieldFilter('constructor~Object'), '{"a":1}')).toBe(false);
    expect(logLevelOf('constructor')).toBeUndefined();
  });
});

describe('a JSON line', () => {
  it('is one object and nothing else', () => {
    expect(parseJsonLine(' {"a":1} ')).toEqual({ a: 1 });
    for (const text of ['[1]', '{"a":1} x', '{a}', '"{}"', '', '{'.repeat(100)])
      expect(parseJsonLine(text)).toBeUndefined();
  });

  it.each([
    [{ level: 30 }, 'info'],
    [{ level: 50 }, 'error'],
    [{ lvl: 'crit' }, 'fatal'],
    [{ severity: 'NOTICE' }, 'info'],
    [{ 'log.level': 'DEBUG' }, 'debug'],
    [{ level: 'loud' }, undefined],
  ])('has the level that its logger wrote: %j', (fields, level) => {
    expect(levelOfFields(fields)).toBe(level);
  });
});
