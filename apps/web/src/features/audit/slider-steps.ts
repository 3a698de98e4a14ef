import type { PlacementActivity } from '@roadstead/contract';

type Activity = Pick<PlacementActivity, 'from' | 'to' | 'bucketMs' | 'started' | 'ended'>;

/** The step of the slider for a moment: the end of a bucket, 0 to their number; the last is now. */
export function stepOf({ from, bucketMs, started }: Activity, asOf: string | undefined): number {
  if (asOf === undefined) return started.length;
  const step = Math.round((Date.parse(asOf) - Date.parse(from)) / bucketMs);
  return Math.min(Math.max(step, 0), started.length);
}

/** The moment of a step, to the second; undefined: now. */
export function momentOf({ from, bucketMs, started }: Activity, step: number): string | undefined {
  if (step >= started.length) return undefined;
  const at = Date.parse(from) + Math.max(0, step) * bucketMs;
  return new Date(Math.floor(at / 1000) * 1000).toISOString();
}

/**
 * The nearest step before (-1) or after (1) at which something is different: just after a bucket in which something began
 * or ended, or, going back, just before it. Undefined: there is none.
 */
export function stepOfChange({ started, ended }: Activity, step: number, direction: -1 | 1): number | undefined {
  const isBusy = (bucket: number) => (started[bucket] ?? 0) + (ended[bucket] ?? 0) > 0;
  // Bucket n lies between the steps n and n + 1.
  for (let bucket = direction === 1 ? step : step - 1; bucket >= 0 && bucket < started.length; bucket += direction) {
    if (isBusy(bucket)) return direction === 1 ? bucket + 1 : bucket;
  }
  return undefined;
}
