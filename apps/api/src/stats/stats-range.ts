import { STATS_KEPT_DAYS, type StatsQuery } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { BUCKET_MS } from './hour-buckets.js';
import { stepFor } from './series.js';

const HOUR_MS = 60 * 60_000;
const KEPT_MS = STATS_KEPT_DAYS * 24 * HOUR_MS;
/** Clocks of browsers differ a little from the control plane's. */
const TOLERANCE_MS = 60_000;
const FINEST_SECONDS = 15;

export interface StatsRange {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
}

/**
 * The range that is asked for, as far as there can be something in it, and the step that suits it.
 * @param fineMs age up to which samples are kept as they came
 * @throws RoadsteadError `request.invalid` where it is upside down, in the future, or wholly before what is kept
 */
export function statsRange(query: StatsQuery, now: number, fineMs: number): StatsRange {
  const to = query.to === undefined ? now : Math.min(now, Date.parse(query.to));
  const from = query.from === undefined ? to - HOUR_MS : Date.parse(query.from);
  if (from > now + TOLERANCE_MS) refuse('from: it lies in the future; there are no stats of it yet');
  if (query.to !== undefined && from >= Date.parse(query.to)) refuse('from: it must lie before to');
  const earliest = now - KEPT_MS;
  if (to < earliest) refuse(`to: stats are kept for ${STATS_KEPT_DAYS} days, and this range ended before`);
  const begin = Math.min(Math.max(from, earliest), to - 1000);
  const finest = begin < now - fineMs ? BUCKET_MS / 1000 : FINEST_SECONDS;
  return { from: begin, to, stepSeconds: stepFor(to - begin, query.points, finest) };
}

function refuse(problem: string): never {
  throw new RoadsteadError('request.invalid', { problem });
}
