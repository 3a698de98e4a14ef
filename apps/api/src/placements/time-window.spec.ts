import { describe, expect, it } from '@jest/globals';
import { timeSpan, timeWindow } from './time-window.js';

const NOW = new Date('2026-03-03T10:00:00.000Z');
const codeOf = (task: () => unknown): unknown => {
  try {
    return task();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('timeWindow', () => {
  it('is now without a time, a moment, or a span with one end or two', () => {
    expect(timeWindow({}, NOW)).toEqual({ type: 'now', at: NOW });
    expect(timeWindow({ asOf: '2026-03-01T00:00:00Z' }, NOW)).toEqual({
      type: 'moment',
      at: new Date('2026-03-01T00:00:00Z'),
    });
    expect(timeWindow({ from: '2026-03-01T00:00:00Z' }, NOW)).toMatchObject({
      type: 'span',
      from: new Date('2026-03-01T00:00:00Z'),
    });
    expect(timeWindow({ to: '2026-03-01T00:00:00Z' }, NOW)).toMatchObject({ to: new Date('2026-03-01T00:00:00Z') });
  });

  it('takes what a clock that is a little ahead calls now for now', () => {
    expect(timeWindow({ asOf: '2026-03-03T10:00:30Z' }, NOW)).toEqual({ type: 'moment', at: NOW });
    expect(codeOf(() => timeWindow({ asOf: '2026-03-03T10:02:00Z' }, NOW))).toBe('history.time-ahead');
    expect(codeOf(() => timeWindow({ to: '2027-01-01T00:00:00Z' }, NOW))).toBe('history.time-ahead');
  });

  it('refuses a moment with a span, and a span that does not go forward', () => {
    const [early, late] = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'];
    expect(codeOf(() => timeWindow({ asOf: early, to: late }, NOW))).toBe('history.times-exclude-each-other');
    expect(codeOf(() => timeWindow({ from: late, to: early }, NOW))).toBe('history.times-inverted');
    expect(codeOf(() => timeSpan({ from: early, to: early }, NOW))).toBe('history.times-inverted');
  });
});
