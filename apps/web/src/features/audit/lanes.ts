import type { Placement, UnobservedSpan } from '@roadstead/contract';

/** A stretch of a lane, as fractions of the span on show. */
export interface Stretch {
  readonly left: number;
  readonly width: number;
}

export interface Lane {
  readonly key: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly containerName: string;
  readonly runs: readonly (Stretch & { readonly placement: Placement })[];
  readonly gaps: readonly Stretch[];
}

/** The span on show, milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A lane for each container name of each host, by host and name; nobody's watch is marked on each of the host's. */
export function lanesOf(placements: readonly Placement[], gaps: readonly UnobservedSpan[], span: Span): Lane[] {
  const lanes = new Map<string, Placement[]>();
  for (const placement of placements) {
    const key = `${placement.hostName} ${placement.hostId} ${placement.containerName}`;
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, [placement]);
    else lane.push(placement);
  }
  return [...lanes]
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
    .flatMap(([key, [first, ...rest]]) =>
      first === undefined
        ? []
        : [
            {
              key,
              hostId: first.hostId,
              hostName: first.hostName,
              containerName: first.containerName,
              runs: [first, ...rest]
                .sort((a, b) => Date.parse(a.from) - Date.parse(b.from))
                .map((placement) => ({ placement, ...stretchOf(placement, span) })),
              gaps: gaps.filter(({ hostId }) => hostId === first.hostId).map((gap) => stretchOf(gap, span)),
            },
          ],
    );
}

/** Open ends reach the edge of the span. */
export function stretchOf({ from, to }: { from?: string; to?: string }, span: Span): Stretch {
  const length = span.to - span.from;
  const fraction = (iso: string | undefined, open: number) =>
    iso === undefined ? open : Math.min(Math.max((Date.parse(iso) - span.from) / length, 0), 1);
  const left = fraction(from, 0);
  return { left, width: Math.max(0, fraction(to, 1) - left) };
}

const DAY_MS = 86_400_000;
const STEPS_MS = [
  60,
  300,
  900,
  3_600,
  3 * 3_600,
  6 * 3_600,
  12 * 3_600,
  86_400,
  2 * 86_400,
  7 * 86_400,
  30 * 86_400,
].map((seconds) => seconds * 1000);

/**
 * Round moments within the span, `most` at most, as the reader's clock has them, also after it was put forward or back.
 * `offsetAt`: of the reader's zone from UTC at a moment, milliseconds.
 */
export function ticksOf({ from, to }: Span, most: number, offsetAt: (at: number) => number): number[] {
  const step = STEPS_MS.find((each) => (to - from) / each <= most) ?? (to - from) / most;
  const offset = offsetAt(from);
  const ticks: number[] = [];
  for (let round = Math.ceil((from + offset) / step) * step; round - offset < to + DAY_MS; round += step) {
    const at = round - offsetAt(round - offset);
    // An hour that the clock leaves out is none, and one that it has twice is one.
    if (at >= from && at < to && at > (ticks.at(-1) ?? Number.NEGATIVE_INFINITY)) ticks.push(at);
  }
  return ticks;
}
