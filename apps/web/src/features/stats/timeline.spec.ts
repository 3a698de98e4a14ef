import { describe, expect, it } from '@jest/globals';
import { summaryOf, timelineOf } from './timeline';

const column = (...avg: (number | null)[]) => ({ avg, min: avg, max: avg });

describe('timelineOf', () => {
  const history = { at: [0, 15_000, 30_000, 45_000], stepSeconds: 15, metrics: { cpu: column(1, null, 3, null) } };

  it('draws each step in its middle, keeps gaps, and ends where the history does', () => {
    expect(timelineOf(['cpu'], history, [], 0)).toEqual({ at: [7500, 22_500, 37_500], values: { cpu: [1, null, 3] } });
  });

  it('goes on with the live samples, and history does not come after them', () => {
    const live = [
      { at: 36_000, values: { cpu: 5 } },
      { at: 37_000, values: { cpu: 6 } },
    ];
    expect(timelineOf(['cpu'], history, live, 0).values.cpu).toEqual([1, null, 5, 6]);
  });

  it('breaks the line where no sample came for a while', () => {
    const live = [
      { at: 100_000, values: { cpu: 1 } },
      { at: 101_000, values: { cpu: 1 } },
      { at: 120_000, values: { cpu: 2 } },
    ];
    expect(timelineOf(['cpu'], undefined, live, 0).values.cpu).toEqual([1, 1, null, 2]);
    expect(timelineOf(['cpu'], history, live, 0).values.cpu).toEqual([1, null, 3, null, 1, 1, null, 2]);
  });

  it('leaves out what lies before the range, and says nothing of a metric that a sample lacks', () => {
    const live = [
      { at: 1000, values: { cpu: 1 } },
      { at: 2000, values: {} },
    ];
    expect(timelineOf(['cpu'], history, live, 1500)).toEqual({ at: [2000], values: { cpu: [null] } });
  });
});

describe('summaryOf', () => {
  it('leaves gaps out', () => {
    expect(summaryOf([10, 20, 30, 40], [1, null, 5, null], 30)).toEqual({ last: 5, average: 3, greatest: 5 });
    expect(summaryOf([10], [null], 0)).toEqual({});
  });

  it('has no last value when that is old', () => {
    expect(summaryOf([10, 20], [1, 3], 21).last).toBeUndefined();
  });
});
