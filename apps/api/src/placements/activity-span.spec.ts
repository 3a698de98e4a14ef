import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { summedBuckets } from './activity-span.js';

const MINUTE = 60_000;

describe('summedBuckets', () => {
  const asked = (from: string, to: string, count: number) => {
    const span = summedBuckets({ from: new Date(from), to: new Date(to), count });
    return span && [span.from.toISOString(), span.to.toISOString(), span.count, span.minutes];
  };

  it('are none for what is narrower than a minute', () => {
    expect(asked('2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z', 61)).toBeUndefined();
  });

  it('are of whole minutes, or of quarters of an hour where they are wide', () => {
    expect(asked('2026-03-01T10:00:20Z', '2026-03-01T11:00:00Z', 30)).toEqual([
      ...['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z'],
      ...[30, 1],
    ]);
    expect(asked('2025-03-01T10:20:00Z', '2026-03-01T10:20:00Z', 240)).toEqual([
      ...['2025-03-01T10:15:00.000Z', '2026-03-02T09:30:00.000Z'],
      ...[239, 15],
    ]);
  });

  it('cover what is asked for with no more buckets than that', () => {
    const instant = fc.integer({ min: 1, max: 2 ** 41 });
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 1, max: 2 ** 36 }),
        fc.integer({ min: 1, max: 500 }),
        (from, length, count) => {
          const [begin, end] = [new Date(from), new Date(from + length)];
          const span = summedBuckets({ from: begin, to: end, count });
          if (span === undefined) return expect(length / count).toBeLessThan(MINUTE);
          const width = (span.to.getTime() - span.from.getTime()) / span.count;
          expect([span.from.getTime(), width].map((time) => time % (span.minutes * MINUTE))).toEqual([0, 0]);
          expect(span.count).toBeLessThanOrEqual(count);
          expect(span.from.getTime()).toBeLessThanOrEqual(from);
          expect(from - span.from.getTime()).toBeLessThan(span.minutes * MINUTE);
          expect(span.to.getTime()).toBeGreaterThanOrEqual(from + length);
          expect(span.to.getTime() - width).toBeLessThan(from + length);
        },
      ),
    );
  });
});
