import { describe, expect, it } from '@jest/globals';
import { momentOf, stepOf, stepOfChange } from './slider-steps';

/** Five minutes from noon; something began in the second and ended in the fourth. */
const activity = {
  from: '2026-03-03T12:00:00.000Z',
  to: '2026-03-03T12:05:00.000Z',
  bucketMs: 60_000,
  started: [0, 2, 0, 0, 0],
  ended: [0, 0, 0, 1, 0],
};

describe('steps of the time slider', () => {
  it.each([
    [undefined, 5],
    ['2026-03-03T12:00:00.000Z', 0],
    ['2026-03-03T12:02:10.000Z', 2],
    ['2026-03-01T00:00:00.000Z', 0],
    ['2026-03-09T00:00:00.000Z', 5],
  ])('%s is step %s', (asOf, step) => {
    expect(stepOf(activity, asOf)).toBe(step);
  });

  it('have moments, the last is now', () => {
    expect([0, 2, 5].map((step) => momentOf(activity, step))).toEqual([
      '2026-03-03T12:00:00.000Z',
      '2026-03-03T12:02:00.000Z',
      undefined,
    ]);
  });

  it.each([
    [0, 1, 2],
    [1, 1, 2],
    [2, 1, 4],
    [4, 1, undefined],
    [5, -1, 3],
    [3, -1, 1],
    [1, -1, undefined],
  ] as const)('from step %s in direction %s the next change is at %s', (step, direction, at) => {
    expect(stepOfChange(activity, step, direction)).toBe(at);
  });
});
