import type { TagSpan, UnobservedSpan } from '@roadstead/contract';
import { type Span, type Stretch, stretchOf } from '../audit/lanes';

export interface TagLane {
  readonly key: string;
  readonly where: TagSpan['where'];
  readonly spans: readonly (Stretch & {
    readonly span: TagSpan;
    /** Whether it is what the registry was last found to name; undefined where that is not known. */
    readonly isCurrent: boolean | undefined;
  })[];
  /** When nobody looked. */
  readonly gaps: readonly Stretch[];
}

/** A lane for the registry, and one for each host by name. `spans` in any order. */
export function tagLanes(spans: readonly TagSpan[], unobserved: readonly UnobservedSpan[], shown: Span): TagLane[] {
  const current = spans.find(({ where, to }) => where.type === 'registry' && to === undefined);
  const lanes = new Map<string, TagSpan[]>();
  for (const span of spans) lanes.set(placeOf(span.where), [...(lanes.get(placeOf(span.where)) ?? []), span]);
  return [...lanes]
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
    .flatMap(([key, all]) => {
      const [first] = all;
      if (first === undefined) return [];
      const ordered = all.sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
      const { where } = first;
      const gaps =
        where.type === 'host'
          ? unobserved.filter(({ hostId }) => hostId === where.hostId).map((gap) => stretchOf(gap, shown))
          : uncheckedOf(ordered).map((gap) => stretchOf(gap, shown));
      const drawn = ordered.map((span) => ({
        span,
        isCurrent: isSame(span, current),
        ...stretchOf({ from: span.from, to: span.checkedAt ?? span.to }, shown),
      }));
      return [{ key, where, spans: drawn, gaps: gaps.filter(({ width }) => width > 0) }];
    });
}

/** Before the registry first, then the hosts. */
function placeOf(where: TagSpan['where']): string {
  return where.type === 'registry' ? '' : `${where.hostName} ${where.hostId}`;
}

/** Between the last check that found one thing and the first that found another, and since the last of all. */
function uncheckedOf(ordered: readonly TagSpan[]): { from?: string; to?: string }[] {
  const [first] = ordered;
  const between = ordered.map((span, i) => ({ from: span.checkedAt, to: ordered[i + 1]?.from ?? span.to }));
  return first === undefined ? [] : [{ to: first.from }, ...between];
}

function isSame(span: TagSpan, current: TagSpan | undefined): boolean | undefined {
  if (current?.digest === undefined) return undefined;
  if (span.where.type === 'registry') return span.digest === current.digest;
  if (current.imageIds === undefined) return undefined;
  return span.digest !== undefined && current.imageIds.includes(span.digest);
}
