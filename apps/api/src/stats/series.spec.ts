import { describe, expect, it } from '@jest/globals';
import { StatsQuery } from '@roadstead/contract';
import { HostClock } from './host-clock.js';
import { SeriesGrid, stepFor } from './series.js';
import { statsRange } from './stats-range.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('SeriesGrid', () => {
  it('weighs averages by time, keeps extremes, and leaves a gap where nothing was measured', () => {
    const grid = new SeriesGrid(0, 120_000, 60, 1);
    grid.add(0, 15_000, [2]);
    grid.add(15_000, 60_000, [6], [1], [9]);
    expect(grid.at).toEqual([0, 60_000]);
    expect(grid.columns(['cpu'])).toEqual({ cpu: { avg: [5, null], min: [1, null], max: [9, null] } });
  });

  it('spreads a long stretch over the steps that it covers, and does not smear one over an edge', () => {
    const grid = new SeriesGrid(0, 60_000, 15, 1);
    grid.add(14_500, 30_000, [3]);
    grid.add(30_000, 60_000, [5]);
    expect(grid.columns(['cpu']).cpu.avg).toEqual([null, 3, 5, 5]);
  });

  it('knows nothing of a metric that was not measured', () => {
    const grid = new SeriesGrid(0, 15_000, 15, 2);
    grid.add(0, 15_000, [1, null]);
    expect(grid.columns(['a', 'b']).b.avg).toEqual([null]);
  });
});

describe('stepFor', () => {
  it('is the smallest that people can read and that fits', () => {
    expect([
      stepFor(HOUR, 300, 15),
      stepFor(HOUR, 60, 15),
      stepFor(7 * DAY, 300, 300),
      stepFor(5 * MINUTE, 2000, 300),
    ]).toEqual([15, 60, 3600, 300]);
  });
});

describe('statsRange', () => {
  const now = Date.parse('2026-11-27T12:00:00Z');
  const iso = (ms: number) => new Date(ms).toISOString();
  const range = (query: object) => statsRange(StatsQuery.parse(query), now, 65 * MINUTE);

  it('is the last hour, finely, unless asked otherwise', () => {
    expect(range({})).toEqual({ from: now - HOUR, to: now, stepSeconds: 15 });
    expect(range({ from: iso(now - DAY) })).toEqual({ from: now - DAY, to: now, stepSeconds: 300 });
  });

  it('has no part in the future, nor before what is kept', () => {
    expect(range({ from: iso(now - HOUR), to: iso(now + DAY) }).to).toBe(now);
    expect(range({ from: '0001-01-01T00:00:00Z' }).from).toBe(now - 7 * DAY);
  });

  it.each([
    ['upside down', { from: iso(now - HOUR), to: iso(now - 2 * HOUR) }, /before to/],
    ['empty', { from: iso(now - HOUR), to: iso(now - HOUR) }, /before to/],
    ['in the future', { from: iso(now + HOUR), to: iso(now + DAY) }, /future/],
    ['long gone', { from: '2001-01-01T00:00:00Z', to: '2001-01-02T00:00:00Z' }, /kept for 7 days/],
  ])('refuses one that is %s, and says why', (_, query, words) => {
    expect(() => range(query)).toThrow(words);
  });
});

describe('HostClock', () => {
  it('believes the message that was the shortest time on its way', () => {
    const clock = new HostClock();
    expect([clock.observe(5000, 0), clock.observe(5000, 800), clock.observe(6010, 1000)]).toEqual([5000, 5000, 5010]);
  });

  it('follows a clock that was set back', () => {
    const clock = new HostClock();
    clock.observe(10_000, 0);
    expect(clock.observe(-5000, 0)).toBe(-5000);
    expect(clock.observe(-6000, 0)).toBe(-5000);
  });
});
