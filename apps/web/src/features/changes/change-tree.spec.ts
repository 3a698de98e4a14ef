import { describe, expect, it } from '@jest/globals';
import { changeTree, visibleRows } from './change-tree';

const CHANGES = [
  { path: '/etc', kind: 'changed' },
  { path: '/etc/new', kind: 'added' },
  { path: '/etc/hosts', kind: 'changed' },
  { path: '/usr/lib/x', kind: 'deleted' },
  { path: '/empty', kind: 'added' },
] as const;

describe('changes as a tree', () => {
  it('has folders that came with no change of their own, and counts below them', () => {
    const tree = changeTree(CHANGES);
    expect(tree.map(({ name, kind, counts }) => [name, kind, counts])).toEqual([
      ['empty', 'added', { added: 1, changed: 0, deleted: 0 }],
      ['etc', 'changed', { added: 1, changed: 1, deleted: 0 }],
      ['usr', undefined, { added: 0, changed: 0, deleted: 1 }],
    ]);
  });

  it('shows what is open, and of one kind with what lies above it', () => {
    const tree = changeTree(CHANGES);
    const names = (...args: Parameters<typeof visibleRows>) =>
      visibleRows(...args).map(({ node, depth }) => `${depth}${node.name}`);
    expect(names(tree, () => false)).toEqual(['1empty', '1etc', '1usr']);
    expect(names(tree, ({ name }) => name === 'etc')).toEqual(['1empty', '1etc', '2hosts', '2new', '1usr']);
    expect(names(tree, () => true, 'deleted')).toEqual(['1usr', '2lib', '3x']);
  });
});
