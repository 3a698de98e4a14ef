import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HostId, JobId } from '@roadstead/domain';
import { InputTokens } from './input-tokens.js';

const secretKey = randomBytes(32);
const tokens = new InputTokens({ secretKey });
const claim = {
  jobId: JobId.parse('01890000-0000-7000-8000-000000000001'),
  attempt: 2,
  hostId: HostId.parse('01890000-0000-7000-8000-000000000002'),
};

describe('InputTokens', () => {
  it('reads in one process what another has issued under the same key, and nothing under another key', () => {
    const token = tokens.issue(claim);
    expect(new InputTokens({ secretKey }).read(token)).toEqual(claim);
    expect(new InputTokens({ secretKey: randomBytes(32) }).read(token)).toBeUndefined();
  });

  it('refuses a token of another attempt, job or host under the seal of this one', () => {
    const seal = tokens.issue(claim).split('.').at(-1);
    for (const other of [
      { ...claim, attempt: 3 },
      { ...claim, jobId: claim.hostId },
      { ...claim, hostId: claim.jobId },
    ]) {
      expect(tokens.read(`${other.jobId}.${other.attempt}.${other.hostId}.${seal}`)).toBeUndefined();
    }
  });

  it('refuses a token with any of its characters changed, cut off or added', () => {
    const token = tokens.issue(claim);
    for (let i = 0; i < token.length; i += 1) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(tokens.read(changed)).toBeUndefined();
      expect(tokens.read(token.slice(0, i))).toBeUndefined();
    }
    expect(tokens.read(`${token}A`)).toBeUndefined();
    expect(tokens.read(`${token}.`)).toBeUndefined();
    expect(tokens.read('')).toBeUndefined();
  });

  it('is made of characters that a header takes, and is short', () => {
    const token = tokens.issue({ ...claim, attempt: 2_147_483_647 });
    expect(token).toMatch(/^[A-Za-z0-9._-]{1,200}$/);
  });
});
