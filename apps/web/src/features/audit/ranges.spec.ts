import { describe, expect, it } from '@jest/globals';
import { beginOf, usualRange } from './ranges';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const DAY = 86_400_000;

describe('how far back one looks', () => {
  it('is a week, or all of a history that is younger', () => {
    expect(usualRange(undefined, NOW)).toBe('week');
    expect(usualRange('2026-01-01T00:00:00Z', NOW)).toBe('week');
    expect(usualRange('2026-03-10T09:00:00Z', NOW)).toBe('all');
  });

  it('begins that long ago, and all of it where anything is known from', () => {
    expect(beginOf('day', '2026-03-10T09:00:00Z', NOW)).toBe(NOW - DAY);
    expect(beginOf('all', '2026-03-10T09:00:00Z', NOW)).toBe(NOW - 3 * 3_600_000);
    expect(beginOf('all', undefined, NOW)).toBe(NOW - 365 * DAY);
    expect(beginOf('all', '2027-01-01T00:00:00Z', NOW)).toBe(NOW - 365 * DAY);
  });
});
