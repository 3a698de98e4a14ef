import type { StatsColumn } from '@roadstead/contract';

/** Live samples further apart than this have a gap between them: something was not heard. */
const GAP_MS = 5_000;
/** The history comes up to a minute late, in samples a quarter of a minute apart. */
const SEAM_MS = 35_000;

/** A live sample. `at`: milliseconds since 1970. */
export interface LivePoint<Name extends string> {
  readonly at: number;
  readonly values: Partial<Record<Name, number>>;
}

/** Times and, for each metric, as many values; null is a gap. */
export interface Timeline<Name extends string> {
  readonly at: readonly number[];
  readonly values: Readonly<Record<Name, readonly (number | null)[]>>;
}

interface History<Name extends string> {
  readonly at: readonly number[];
  readonly stepSeconds: number;
  readonly metrics: Readonly<Record<Name, StatsColumn>>;
}

/**
 * History up to the first live sample, then the live ones, from `from` on. Where nothing was heard for a while a gap is put
 * in, so that no line is drawn over it.
 */
export function timelineOf<Name extends string>(
  names: readonly Name[],
  history: History<Name> | undefined,
  live: readonly LivePoint<Name>[],
  from: number,
): Timeline<Name> {
  const at: number[] = [];
  const values = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, (number | null)[]>;
  const add = (time: number, read: (name: Name) => number | null | undefined) => {
    at.push(time);
    for (const name of names) values[name].push(read(name) ?? null);
  };
  const firstLive = live.find((point) => point.at >= from)?.at;
  const half = ((history?.stepSeconds ?? 0) * 1000) / 2;
  const last = lastKnown(names, history);
  for (const [step, begin] of (history?.at ?? []).entries()) {
    // A step is drawn in its middle. After the last known one there is nothing yet, which is no gap.
    const middle = begin + half;
    if (step > last || middle < from || (firstLive !== undefined && middle >= firstLive)) continue;
    add(middle, (name) => history?.metrics[name].avg[step]);
  }
  let before = at.at(-1);
  let allowed = SEAM_MS;
  for (const point of live) {
    if (point.at < from) continue;
    if (before !== undefined && point.at - before > allowed) add(before + 1, () => null);
    add(point.at, (name) => point.values[name]);
    before = point.at;
    allowed = GAP_MS;
  }
  return { at, values };
}

function lastKnown<Name extends string>(names: readonly Name[], history: History<Name> | undefined): number {
  for (let step = (history?.at.length ?? 0) - 1; step >= 0; step -= 1) {
    if (names.some((name) => (history?.metrics[name].avg[step] ?? null) !== null)) return step;
  }
  return -1;
}

/**
 * Average and greatest of what is known, and the last value, unless it is older than `freshFrom`: what is not heard any more
 * is not shown as how things are.
 */
export function summaryOf(
  at: readonly number[],
  values: readonly (number | null)[],
  freshFrom: number,
): { last?: number; average?: number; greatest?: number } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return {};
  return {
    last: (at[values.findLastIndex((value) => value !== null)] ?? 0) >= freshFrom ? known.at(-1) : undefined,
    average: known.reduce((sum, value) => sum + value, 0) / known.length,
    greatest: Math.max(...known),
  };
}
