import { describe, expect, it } from '@jest/globals';
import { ageInSeconds } from './prune-condition.js';

describe('the age from which on a prune takes something', () => {
  it.each([
    ['24h', 86_400],
    ['1h30m', 5_400],
    ['90s', 90],
    ['2026-03-03T10:00:00Z', undefined],
  ])('%s is %s seconds', (until, seconds) => {
    expect(ageInSeconds(until)).toBe(seconds);
  });
});
