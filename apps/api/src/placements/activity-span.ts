import type { Buckets } from './activity.repository.js';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** From here on, whole quarters of an hour make buckets wider by a twelfth at the most. */
const QUARTERS_FROM_MS = 12 * QUARTER_MS;

/** Buckets that begin and end with sums of the history. */
export interface SummedBuckets extends Buckets {
  /** What the sums are of. */
  readonly minutes: 1 | 15;
}

/**
 * Buckets that have all that is asked for and no more of them than are asked for, on whole minutes or quarters of an hour: the
 * last one may go on beyond the end. Undefined where buckets are narrower than a minute: there are no sums of that.
 */
export function summedBuckets({ from, to, count }: Buckets): SummedBuckets | undefined {
  const asked = (to.getTime() - from.getTime()) / count;
  if (asked < MINUTE_MS) return undefined;
  const whole = asked < QUARTERS_FROM_MS ? MINUTE_MS : QUARTER_MS;
  const begin = Math.floor(from.getTime() / whole) * whole;
  const width = Math.ceil((to.getTime() - begin) / count / whole) * whole;
  const buckets = Math.ceil((to.getTime() - begin) / width);
  return {
    from: new Date(begin),
    to: new Date(begin + buckets * width),
    count: buckets,
    minutes: whole === MINUTE_MS ? 1 : 15,
  };
}
