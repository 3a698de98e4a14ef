import type { FoundBase } from '@roadstead/contract';

/** What is known of the nodes below one, or of the lowest ones. */
export interface Below {
  readonly items: readonly FoundBase[] | undefined;
  /** In all, also those that are not here yet. */
  readonly total: number;
  readonly error: unknown;
}

/**
 * A row in sight. `level`: 1 at the bottom. `parent`: key of the row of the node that it belongs to. `under`: chain id of the
 * node whose children it stands for; absent: the lowest ones.
 */
export type TreeRow = { readonly key: string; readonly level: number; readonly parent: string | undefined } & (
  | {
      readonly kind: 'node';
      readonly node: FoundBase;
      readonly isOpen: boolean;
      readonly position: number;
      readonly of: number;
    }
  | { readonly kind: 'waiting'; readonly under: string | undefined }
  | { readonly kind: 'failed'; readonly under: string | undefined; readonly error: unknown }
  | { readonly kind: 'more'; readonly under: string | undefined; readonly left: number }
);

/** The rows of a tree from the top of the page down, with what the opened nodes have. */
export function treeRows(
  below: (under: string | undefined) => Below,
  opened: ReadonlySet<string>,
  under?: string,
  level = 1,
  parent?: string,
): TreeRow[] {
  const { items, total, error } = below(under);
  const at = { level, parent };
  if (items === undefined) {
    const kind = error === null ? ('waiting' as const) : ('failed' as const);
    return [{ ...at, kind, key: `${kind} ${parent ?? ''}`, under, error }];
  }
  const rows: TreeRow[] = [];
  for (const [index, node] of items.entries()) {
    // What was found may lie below something else that was found: the same node stands there twice.
    const key = `${parent ?? ''}/${node.chainId}`;
    const isOpen = node.children > 0 && opened.has(key);
    rows.push({ ...at, kind: 'node', key, node, isOpen, position: index + 1, of: total });
    if (isOpen) rows.push(...treeRows(below, opened, node.chainId, level + 1, key));
  }
  if (items.length < total)
    rows.push({ ...at, kind: 'more', key: `more ${parent ?? ''}`, under, left: total - items.length });
  return rows;
}

/** What a key does at a row: another row to go to, or its node to open or close. */
export function afterKey(rows: readonly TreeRow[], at: number, key: string): { go: number } | 'toggle' | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const within = (index: number) => ({ go: Math.max(0, Math.min(rows.length - 1, index)) });
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'Home':
      return within(0);
    case 'End':
      return within(rows.length - 1);
    case 'ArrowRight':
      if (row.kind !== 'node' || row.node.children === 0) return undefined;
      return row.isOpen ? within(at + 1) : 'toggle';
    case 'ArrowLeft':
      if (row.kind === 'node' && row.isOpen) return 'toggle';
      return row.parent === undefined ? undefined : within(rows.findIndex((each) => each.key === row.parent));
    default:
      return undefined;
  }
}
