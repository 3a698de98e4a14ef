import { RoadsteadError } from '@roadstead/domain';

/** What a question is about, by the control plane's clock. */
export type TimeWindow =
  | { readonly type: 'now'; readonly at: Date }
  | { readonly type: 'moment'; readonly at: Date }
  /** [from, to); an open end is unbounded. */
  | { readonly type: 'span'; readonly from?: Date; readonly to?: Date };

interface Times {
  readonly asOf?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A browser's clock may be ahead by as much: what it takes for now is now. */
const TOLERATED_AHEAD_MS = 60_000;

/** @throws RoadsteadError `history.times-exclude-each-other`, `history.time-ahead`, `history.times-inverted` */
export function timeWindow({ asOf, from, to }: Times, now = new Date()): TimeWindow {
  if (asOf !== undefined) {
    if (from !== undefined || to !== undefined) throw new RoadsteadError('history.times-exclude-each-other');
    return { type: 'moment', at: past(asOf, now) };
  }
  if (from === undefined && to === undefined) return { type: 'now', at: now };
  return { type: 'span', ...timeSpan({ from, to }, now) };
}

/** @throws RoadsteadError `history.time-ahead`, `history.times-inverted` */
export function timeSpan({ from, to }: Times, now = new Date()): { from?: Date; to?: Date } {
  const span = { from: from && past(from, now), to: to && past(to, now) };
  if (span.from && span.to && span.from >= span.to) {
    throw new RoadsteadError('history.times-inverted', { from: String(from), to: String(to) });
  }
  return { from: span.from || undefined, to: span.to || undefined };
}

/** @throws RoadsteadError `history.time-ahead` */
function past(text: string, now: Date): Date {
  const ahead = Date.parse(text) - now.getTime();
  if (ahead > TOLERATED_AHEAD_MS) throw new RoadsteadError('history.time-ahead', { time: text });
  return ahead > 0 ? now : new Date(text);
}
