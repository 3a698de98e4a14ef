import type { StatsColumn } from '@roadstead/contract';
import type { Row } from './packed-samples.js';

/** What a stretch of time holds that overlaps a step by less than this share of either does not count to it. */
const SMALLEST_SHARE = 0.1;

/** Steps that people can read, seconds. */
const STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The smallest readable step, not finer than `finest`, with which the range has no more than `points` points. */
export function stepFor(rangeMs: number, points: number, finest: number): number {
  const wanted = Math.max(finest, rangeMs / 1000 / points);
  return STEPS.find((step) => step >= wanted) ?? 86_400;
}

interface Sum {
  weighted: number;
  weight: number;
  min: number;
  max: number;
}

/** Adds what was measured to the steps of a regular grid. A step that nothing was measured in stays empty: a gap. */
export class SeriesGrid {
  readonly at: number[];
  readonly #sums: (Sum | undefined)[][];
  readonly #stepMs: number;

  constructor(from: number, to: number, stepSeconds: number, width: number) {
    this.#stepMs = stepSeconds * 1000;
    const first = Math.floor(from / this.#stepMs) * this.#stepMs;
    const count = Math.max(1, Math.ceil((to - first) / this.#stepMs));
    this.at = Array.from({ length: count }, (_, i) => first + i * this.#stepMs);
    this.#sums = Array.from({ length: width }, () => []);
  }

  /** Values over the stretch of time `[from, to)`. */
  add(from: number, to: number, avg: Row, min: Row = avg, max: Row = avg): void {
    const origin = this.at[0] ?? 0;
    const length = to - from;
    if (length <= 0) return;
    const first = Math.max(0, Math.floor((from - origin) / this.#stepMs));
    const last = Math.min(this.at.length - 1, Math.floor((to - 1 - origin) / this.#stepMs));
    for (let step = first; step <= last; step += 1) {
      const begin = this.at[step] ?? 0;
      const overlap = Math.min(to, begin + this.#stepMs) - Math.max(from, begin);
      if (overlap / Math.min(length, this.#stepMs) < SMALLEST_SHARE) continue;
      for (let metric = 0; metric < this.#sums.length; metric += 1) {
        this.#addValue(metric, step, overlap, avg[metric], min[metric], max[metric]);
      }
    }
  }

  /** The columns of the metrics, in the order of the rows' values. */
  columns<Name extends string>(names: readonly Name[]): Record<Name, StatsColumn> {
    const column = (metric: number, read: (sum: Sum) => number) =>
      this.at.map((_, step) => {
        const sum = this.#sums[metric]?.[step];
        return sum === undefined ? null : read(sum);
      });
    const columns = names.map((name, metric) => [
      name,
      {
        avg: column(metric, ({ weighted, weight }) => weighted / weight),
        min: column(metric, ({ min }) => min),
        max: column(metric, ({ max }) => max),
      },
    ]);
    return Object.fromEntries(columns) as Record<Name, StatsColumn>;
  }

  #addValue(
    metric: number,
    step: number,
    weight: number,
    avg: number | null | undefined,
    min: number | null | undefined,
    max: number | null | undefined,
  ): void {
    const sums = this.#sums[metric];
    if (sums === undefined || avg === null || avg === undefined) return;
    const sum = sums[step];
    if (sum === undefined) {
      sums[step] = { weighted: avg * weight, weight, min: min ?? avg, max: max ?? avg };
      return;
    }
    sum.weighted += avg * weight;
    sum.weight += weight;
    sum.min = Math.min(sum.min, min ?? avg);
    sum.max = Math.max(sum.max, max ?? avg);
  }
}
