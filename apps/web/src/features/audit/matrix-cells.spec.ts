import { describe, expect, it } from '@jest/globals';
import { MatrixCells, strengthOf } from './matrix-cells';

const image = { id: '', references: [], running: 0, hosts: 0 } as never;
const host = { id: '', name: '', labels: {}, isObserved: true } as never;
/** Three images on five hosts:  1 . . 2 .  /  . . . . .  /  . 7 . . 12 */
const cells = new MatrixCells({
  images: [image, image, image],
  hosts: [host, host, host, host, host],
  cells: [
    [0, 3, 2],
    [0, 0, 1],
    [2, 1, 7],
    [2, 4, 12],
  ],
});

describe('cells of a matrix', () => {
  it('are found by their place, and by row in order', () => {
    expect([cells.count({ row: 2, column: 1 }), cells.count({ row: 1, column: 1 })]).toEqual([7, 0]);
    expect(cells.filled(0, 0, 4)).toEqual([
      [0, 1],
      [3, 2],
    ]);
    expect(cells.filled(0, 1, 2)).toEqual([]);
  });

  it('are shown where they are in sight; the one that has the focus always, with what runs there', () => {
    const at = (row: number, column: number) => ({ row, column });
    expect(cells.shown(2, 0, 2, at(0, 0))).toEqual([[1, 7]]);
    expect(cells.shown(2, 0, 2, at(2, 4))).toEqual([
      [1, 7],
      [4, 12],
    ]);
    expect(cells.shown(2, 0, 2, at(2, 2))).toEqual([
      [1, 7],
      [2, 0],
    ]);
    expect(cells.shown(2, 0, 2, at(2, 1))).toEqual([[1, 7]]);
  });

  it.each([
    ['ArrowRight', false, { row: 0, column: 1 }],
    ['ArrowRight', true, { row: 0, column: 3 }],
    ['ArrowLeft', false, { row: 0, column: 0 }],
    ['ArrowDown', true, { row: 2, column: 0 }],
    ['End', false, { row: 0, column: 4 }],
    ['End', true, { row: 2, column: 4 }],
    ['PageDown', false, { row: 2, column: 0 }],
    ['a', false, undefined],
  ])('%s (far: %s) leads from the first cell to the right place', (key, isFar, to) => {
    expect(cells.after({ row: 0, column: 0 }, key, isFar, 10)).toEqual(to);
  });

  it('are painted more strongly the more run there', () => {
    expect([1, 2, 3, 4, 9, 10, 500].map(strengthOf)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  });
});
