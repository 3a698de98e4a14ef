const DAY_MS = 86_400_000;

/** How far back one looks, in milliseconds; `all`: to the first moment of which anything is known. */
export const RANGES = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  quarter: 90 * DAY_MS,
  all: undefined,
} as const;
export type Range = keyof typeof RANGES;
export const RANGE_IDS = Object.keys(RANGES) as Range[];
/** Of all the history where its beginning is not known. */
const LONGEST_MS = 365 * DAY_MS;

/** What is shown before anybody chooses: a week, or all where the history is younger than that. `now`: since 1970. */
export function usualRange(since: string | undefined, now: number): Range {
  return since !== undefined && Date.parse(since) > now - RANGES.week ? 'all' : 'week';
}

/** Milliseconds since 1970. */
export function beginOf(range: Range, since: string | undefined, now: number): number {
  const length = RANGES[range];
  if (length !== undefined) return now - length;
  const begin = Date.parse(since ?? '');
  return Number.isNaN(begin) || begin >= now ? now - LONGEST_MS : begin;
}
