import type { PlacementMatrix } from '@roadstead/contract';

/** A place in the matrix: indices into its images and hosts. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

type Key = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End' | 'PageUp' | 'PageDown';

const STEPS: Readonly<Partial<Record<string, readonly [number, number]>>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
} satisfies Partial<Record<Key, readonly [number, number]>>;

/** Cells in which something runs, found by their place. */
export class MatrixCells {
  private readonly counts: readonly ReadonlyMap<number, number>[];
  private readonly columns: number;

  constructor({ images, hosts, cells }: Pick<PlacementMatrix, 'images' | 'hosts' | 'cells'>) {
    const counts = images.map(() => new Map<number, number>());
    for (const [image, host, count] of cells) counts[image]?.set(host, count);
    this.counts = counts;
    this.columns = hosts.length;
  }

  count({ row, column }: Place): number {
    return this.counts[row]?.get(column) ?? 0;
  }

  /** Of one row, those within [first, last], left to right. */
  filled(row: number, first: number, last: number): [column: number, count: number][] {
    return [...(this.counts[row] ?? [])]
      .filter(([column]) => column >= first && column <= last)
      .sort(([a], [b]) => a - b);
  }

  /**
   * As `filled`, and the cell at `place` if it is of that row: though nothing runs there, and though it is not in sight yet, for
   * it is to have the focus.
   */
  shown(row: number, first: number, last: number, place: Place): [column: number, count: number][] {
    const filled = this.filled(row, first, last);
    if (place.row !== row || filled.some(([column]) => column === place.column)) return filled;
    return [...filled, [place.column, this.count(place)]];
  }

  /** Where a key leads; undefined: it leads nowhere. `isFar`: to the next cell in which something runs, or to the edge. */
  after(place: Place, key: string, isFar: boolean, screen: number): Place | undefined {
    const step = STEPS[key];
    if (step !== undefined)
      return isFar ? this.next(place, step) : this.within(place.row + step[0], place.column + step[1]);
    switch (key) {
      case 'Home':
        return isFar ? { row: 0, column: 0 } : { ...place, column: 0 };
      case 'End':
        return isFar
          ? this.within(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
          : { ...place, column: this.columns - 1 };
      case 'PageUp':
        return this.within(place.row - screen, place.column);
      case 'PageDown':
        return this.within(place.row + screen, place.column);
    }
    return undefined;
  }

  /** The same place where the matrix has become smaller. */
  within(row: number, column: number): Place {
    const clamp = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
    return { row: clamp(row, this.counts.length), column: clamp(column, this.columns) };
  }

  private next(place: Place, [down, right]: readonly [number, number]): Place {
    let at = place;
    for (;;) {
      const on = this.within(at.row + down, at.column + right);
      if (on.row === at.row && on.column === at.column) return at;
      at = on;
      if (this.count(at) > 0) return at;
    }
  }
}

/** How strongly a count is painted, 1 to 4. */
export function strengthOf(count: number): number {
  if (count >= 10) return 4;
  if (count >= 4) return 3;
  return count >= 2 ? 2 : 1;
}
