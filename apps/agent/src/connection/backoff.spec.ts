import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('doubles its ceiling up to the largest, and begins anew after a reset', () => {
    const backoff = new Backoff(500, 5000, () => 1);
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });

  it('draws evenly between nothing and the ceiling, so that a thousand do not come back at once', () => {
    expect(new Backoff(500, 5000, () => 0).next()).toBe(0);
    expect(new Backoff(500, 5000, () => 0.25).next()).toBe(125);
  });
});
