import { describe, expect, it } from '@jest/globals';
import type { FoundBase } from '@roadstead/contract';
import { afterKey, type Below, treeRows } from './tree-rows';

const node = (chainId: string, children = 0) => ({ chainId, children }) as FoundBase;
const tree: Record<string, Below> = {
  '': { items: [node('os', 2), node('x')], total: 2, error: null },
  os: { items: [node('web', 3)], total: 2, error: null },
  web: { items: undefined, total: 0, error: null },
};
const below = (under = '') => tree[under] ?? { items: undefined, total: 0, error: 'gone' };
const brief = (opened: string[]) =>
  treeRows(below, new Set(opened)).map((row) => `${row.level} ${row.kind} ${row.key}`);

describe('rows of a tree', () => {
  it('are the lowest nodes, and below each opened one its own', () => {
    expect(brief([])).toEqual(['1 node /os', '1 node /x']);
    expect(brief(['/os'])).toEqual(['1 node /os', '2 node /os/web', '2 more more /os', '1 node /x']);
  });

  it('say what is on its way, and what could not be had', () => {
    expect(brief(['/os', '/os/web'])[2]).toBe('3 waiting waiting /os/web');
    expect(treeRows(() => ({ items: undefined, total: 0, error: 'x' }), new Set())).toMatchObject([{ kind: 'failed' }]);
  });

  it('count a node among its like, also those that are not here yet', () => {
    expect(treeRows(below, new Set(['/os']))[1]).toMatchObject({ position: 1, of: 2, parent: '/os' });
  });

  it('do not open what has nothing below it', () => {
    expect(brief(['/x'])).toEqual(brief([]));
  });
});

describe('a key in a tree', () => {
  const rows = treeRows(below, new Set(['/os']));
  it.each([
    [0, 'ArrowDown', { go: 1 }],
    [3, 'ArrowDown', { go: 3 }],
    [0, 'ArrowUp', { go: 0 }],
    [0, 'End', { go: 3 }],
    [3, 'Home', { go: 0 }],
    [0, 'ArrowRight', { go: 1 }],
    [1, 'ArrowRight', 'toggle'],
    [3, 'ArrowRight', undefined],
    [0, 'ArrowLeft', 'toggle'],
    [1, 'ArrowLeft', { go: 0 }],
    [2, 'ArrowLeft', { go: 0 }],
    [3, 'ArrowLeft', undefined],
    [0, 'a', undefined],
    [9, 'ArrowUp', undefined],
  ])('at row %i: %s', (at, key, does) => {
    expect(afterKey(rows, at, key)).toEqual(does);
  });
});
