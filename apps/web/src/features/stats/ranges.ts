const MINUTE = 60_000;

/** Times that charts can show. `live`: the last minutes, a sample every second. `freshMs`: age of a present value. */
export const RANGES = {
  live: { ms: 5 * MINUTE, refetchMs: 15_000, freshMs: 6_000 },
  quarter: { ms: 15 * MINUTE, refetchMs: 15_000, freshMs: 2.5 * MINUTE },
  hour: { ms: 60 * MINUTE, refetchMs: 30_000, freshMs: 3 * MINUTE },
  day: { ms: 24 * 60 * MINUTE, refetchMs: 5 * MINUTE, freshMs: 15 * MINUTE },
  week: { ms: 7 * 24 * 60 * MINUTE, refetchMs: 10 * MINUTE, freshMs: 90 * MINUTE },
} as const;
export type RangeId = keyof typeof RANGES;
export const RANGE_IDS = Object.keys(RANGES) as RangeId[];
