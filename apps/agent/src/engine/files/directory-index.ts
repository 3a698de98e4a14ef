import type { FileEntry, FileType } from '@roadstead/domain';
import type { TarHeader } from './tar-header.js';

/** By POSIX's type flag; hard links are files. */
const TYPES: Readonly<Record<string, FileType>> = {
  0: 'file',
  1: 'file',
  2: 'link',
  3: 'device',
  4: 'device',
  5: 'directory',
  6: 'pipe',
  7: 'file',
  S: 'file',
};

/** A path of the engine's tar of a directory, relative to that: `./a/b/`, `/a/b` and `a/b/` are `a/b`. */
export function relativePath(path: string): string {
  return path
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

export function toFileEntry(header: TarHeader, name: string): FileEntry {
  const { type, isOpaque, size, realSize, mode, uid, gid, modifiedAt, linkPath } = header;
  return {
    name,
    type: TYPES[type] ?? 'other',
    size: TYPES[type] === 'file' ? (realSize ?? size) : 0,
    mode,
    modifiedAt: momentOf(modifiedAt),
    uid,
    gid,
    ...(isOpaque && { opaque: true }),
    ...(type === '2' && { linkTarget: linkPath }),
    ...(type === '1' && { hardLinkTo: linkPath }),
  };
}

/** A file may be of any time, a Date only of 270,000 years. */
function momentOf(seconds: number): string {
  const moment = new Date(seconds * 1000);
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > 9999
    ? new Date(0).toISOString()
    : moment.toISOString();
}

/** The entries of every directory of a tree that was read whole. */
export class DirectoryIndex {
  readonly #directories = new Map<string, FileEntry[]>();
  #entries = 0;

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.#entries;
  }

  /** More came than it keeps: it then is of no use, and keeps nothing. */
  get isOverfull(): boolean {
    return this.#entries > this.maxEntries;
  }

  /** @param path relative to the tree's root, without slashes at its ends */
  add(path: string, header: TarHeader): void {
    this.#entries += 1;
    if (this.isOverfull) {
      this.#directories.clear();
      return;
    }
    const slash = path.lastIndexOf('/');
    const entry = toFileEntry(header, path.slice(slash + 1));
    const parent = slash < 0 ? '' : path.slice(0, slash);
    this.#listOf(parent).push(entry);
    if (entry.type === 'directory') this.#listOf(path);
  }

  /** @returns undefined where it has no such directory, as behind a link */
  entries(path: string): readonly FileEntry[] | undefined {
    return this.#directories.get(path);
  }

  #listOf(path: string): FileEntry[] {
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    const made: FileEntry[] = [];
    this.#directories.set(path, made);
    return made;
  }
}
