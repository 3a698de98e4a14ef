import type { ChangeKind, FileChange } from '@roadstead/domain';

export interface ChangeNode {
  path: string;
  name: string;
  /** Absent: only what lies deeper was changed. */
  kind?: ChangeKind;
  /** In the order of their names. */
  children: ChangeNode[];
  /** Of itself and all below it. */
  counts: Record<ChangeKind, number>;
}

/** The changes as a tree. Of a directory that is "changed" as its content is, only the content counts. */
export function changeTree(changes: readonly FileChange[]): ChangeNode[] {
  const root = node('', '');
  const known = new Map([['', root]]);
  const of = (path: string): ChangeNode => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const slash = path.lastIndexOf('/');
    const made = node(path, path.slice(slash + 1));
    known.set(path, made);
    of(path.slice(0, slash)).children.push(made);
    return made;
  };
  for (const { path, kind } of changes) of(path).kind = kind;
  sum(root);
  return root.children;
}

function node(path: string, name: string): ChangeNode {
  return { path, name, children: [], counts: { added: 0, changed: 0, deleted: 0 } };
}

function sum(each: ChangeNode): void {
  each.children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of each.children) {
    sum(child);
    for (const kind of ['added', 'changed', 'deleted'] as const) each.counts[kind] += child.counts[kind];
  }
  const isMerelyAbove = each.kind === 'changed' && each.children.length > 0;
  if (each.kind !== undefined && !isMerelyAbove) each.counts[each.kind] += 1;
}

export interface ChangeRow {
  node: ChangeNode;
  depth: number;
  isOpen: boolean;
}

/** What is in sight: nodes whose folders are all open, of the kind that is looked for, or with such below them. */
export function visibleRows(
  nodes: readonly ChangeNode[],
  isOpen: (node: ChangeNode) => boolean,
  kind?: ChangeKind,
  depth = 1,
): ChangeRow[] {
  return nodes
    .filter((each) => kind === undefined || each.counts[kind] > 0)
    .flatMap((each) => {
      const open = each.children.length > 0 && isOpen(each);
      return [
        { node: each, depth, isOpen: open },
        ...(open ? visibleRows(each.children, isOpen, kind, depth + 1) : []),
      ];
    });
}
