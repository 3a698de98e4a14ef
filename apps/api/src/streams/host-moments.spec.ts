import { describe, expect, it } from '@jest/globals';
import { onHostClock } from './host-moments.js';

describe('bounds of a log', () => {
  const bounds = { since: '2026-03-03T10:00:00.000Z', until: '2026-03-03T11:00:00.000Z' };

  it('are told by the clock of the host where it is out of step', () => {
    expect(onHostClock(bounds, 3_600_000)).toEqual({ since: bounds.until, until: '2026-03-03T12:00:00.000Z' });
    expect(onHostClock({ since: bounds.since }, -60_000)).toEqual({ since: '2026-03-03T09:59:00.000Z' });
  });

  it('are left to the nanosecond where it is not, or where that is not known', () => {
    const since = '2026-03-03T10:00:00.123456789Z';
    expect(onHostClock({ since }, 1_900)).toEqual({ since });
    expect(onHostClock({ since })).toEqual({ since });
  });
});
