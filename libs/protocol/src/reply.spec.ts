import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import { refuse, succeed, unwrap } from './reply.js';

const Data = z.object({ n: z.number() });

describe('unwrap', () => {
  it('gives the data of a success', () => {
    expect(unwrap(Data, succeed({ n: 1 }))).toEqual({ n: 1 });
  });

  it('throws the refusal that the other side sent, with its code and words', () => {
    const refusal = new RoadsteadError('host.revoked', { host: 'web-1' });
    expect(() => unwrap(Data, refuse(refusal))).toThrow(refusal.message);
  });

  it.each([
    undefined,
    null,
    'yes',
    { ok: true },
    { ok: true, data: { n: 'x' } },
    { ok: false, error: { code: 'made-up' } },
  ])('refuses a reply that is not one: %j', (reply) => {
    expect(() => unwrap(Data, reply)).toThrow(RoadsteadError);
  });
});
