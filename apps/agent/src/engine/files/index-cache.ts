import type { ContainerId, ContainerPath, FileEntry } from '@roadstead/domain';
import type { DirectoryIndex } from './directory-index.js';

/** For so long a click into the next folder reads nothing anew. */
const KEPT_MS = 30_000;
/** Of all trees together; an entry takes some 200 bytes. */
const MAX_ENTRIES = 50_000;

interface Tree {
  readonly containerId: ContainerId;
  readonly path: ContainerPath;
  readonly asOf: Date;
  readonly index: DirectoryIndex;
}

/** Trees that were read whole a moment ago. */
export class IndexCache {
  #trees: Tree[] = [];

  /** What one tree may have at most to be kept. */
  readonly maxEntries = MAX_ENTRIES;

  constructor(private readonly now: () => number = Date.now) {}

  add(tree: Tree): void {
    if (tree.index.isOverfull) return;
    this.#trees = [tree, ...this.#fresh()];
    let room = MAX_ENTRIES;
    this.#trees = this.#trees.filter(({ index }) => {
      room -= index.size;
      return room >= 0;
    });
  }

  find(containerId: ContainerId, path: ContainerPath): { asOf: Date; entries: readonly FileEntry[] } | undefined {
    this.#trees = this.#fresh();
    for (const tree of this.#trees) {
      const below = tree.containerId === containerId ? relativeTo(tree.path, path) : undefined;
      const entries = below === undefined ? undefined : tree.index.entries(below);
      if (entries !== undefined) return { asOf: tree.asOf, entries };
    }
    return undefined;
  }

  /** Something was written into the container. */
  forget(containerId: ContainerId): void {
    this.#trees = this.#trees.filter((tree) => tree.containerId !== containerId);
  }

  #fresh(): Tree[] {
    return this.#trees.filter(({ asOf }) => this.now() - asOf.getTime() < KEPT_MS);
  }
}

/** @returns the empty path for the same one; undefined for what lies elsewhere */
function relativeTo(root: ContainerPath, path: ContainerPath): string | undefined {
  if (path === root) return '';
  const above = root === '/' ? '/' : `${root}/`;
  return path.startsWith(above) ? path.slice(above.length) : undefined;
}
