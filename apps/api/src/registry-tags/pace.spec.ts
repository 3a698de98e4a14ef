import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { failureOf, nextAfterMs, pauseMs } from './pace.js';

const limited = (retryAfter?: number) =>
  new RoadsteadError('registry.rate-limited', { registry: 'r', ...(retryAfter !== undefined && { retryAfter }) });
const silent = new RoadsteadError('registry.not-answering', { registry: 'r', reason: 'x' });

describe('the pace of a registry', () => {
  it('is as slow as the registry asks for, within bounds', () => {
    expect(pauseMs(limited(120), 1, 0)).toBe(120_000);
    expect(pauseMs(limited(0), 1, 0)).toBe(1000);
    expect(pauseMs(limited(1e9), 1, 1)).toBe(6 * 3_600_000);
  });

  it('doubles after each failure, up to a bound, and differs from process to process', () => {
    expect([1, 2, 3].map((failures) => pauseMs(silent, failures, 0.5))).toEqual([30_000, 60_000, 120_000]);
    expect(pauseMs(silent, 1000, 0.5)).toBe(30 * 60_000);
    expect(pauseMs(limited(), 1000, 0.5)).toBe(6 * 3_600_000);
    expect(pauseMs(silent, 1, 0)).toBe(24_000);
    expect(pauseMs(silent, 1, 1)).toBe(36_000);
  });

  it('is not changed by what is wrong with one tag', () => {
    expect(failureOf(new RoadsteadError('registry.image-not-found', { reference: 'x' }))).toBe('tag');
    expect(failureOf(new RoadsteadError('registry.wrong-credentials', { registry: 'r' }))).toBe('registry');
    expect(failureOf(limited())).toBe('limit');
  });

  it('spreads the next checks', () => {
    expect([nextAfterMs(60, 0), nextAfterMs(60, 1)]).toEqual([54 * 60_000, 66 * 60_000]);
  });
});
