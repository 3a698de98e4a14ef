import { posix } from 'node:path';
import { RoadsteadError } from '@roadstead/domain';
import { byteWords } from '../../uploads/byte-words.js';
import type { TarHeader } from '../archive/tar-entries.js';

/** Linux takes no longer path, and no longer name in it. */
const MAX_PATH = 4095;
const MAX_NAME = 255;
/** No program makes deeper folders; each of them is looked up for each entry. */
const MAX_DEPTH = 256;
/** A path is quoted so far in the words of an error. */
const MAX_QUOTED = 80;
/** Memory for the paths of folders and links that are kept, roughly: a character takes one byte or two. */
const MAX_KEPT = 64 * 1024 * 1024;

const KINDS: ReadonlySet<string> = new Set(['file', 'contiguous-file', 'directory', 'symlink', 'link']);
const REFUSED_KINDS: Readonly<Record<string, string>> = {
  'character-device': 'is a device',
  'block-device': 'is a device',
  fifo: 'is a pipe',
};

/**
 * Judges the entries of a build context, in their order: nothing may lie outside of it, lead out of it, or be anything but
 * a file, a folder or a link.
 *
 * INVARIANT: the folders of every admitted entry are folders and not links, so that `..` at the beginning of a link leads
 * exactly as far up as it says; and after a name in a link there is no `..`, so that no other link can change where it leads.
 */
export class ContextPaths {
  readonly #folders = new Set<string>();
  readonly #links = new Set<string>();
  #kept = 0;

  /**
   * @returns the entry's path in the context, without `.`, `..` and slashes at its ends; empty for the context itself
   * @throws RoadsteadError `context.unsafe`, `context.too-large`
   */
  admit({ name, type, linkname }: Pick<TarHeader, 'name' | 'type' | 'linkname'>): string {
    if (!KINDS.has(type)) refuse(name, REFUSED_KINDS[type] ?? 'is neither a file, a folder nor a link');
    if (linkname !== null && linkname !== undefined && linkname.length > MAX_PATH)
      refuse(name, 'is a link to too long a path');
    const path = inside(name, name, 'lies');
    const folders = foldersOf(path);
    const link = folders.find((folder) => this.#links.has(folder));
    if (link !== undefined) refuse(name, `lies behind the link ${quoted(link)}`);
    for (const folder of folders) this.#keep(this.#folders, folder);
    if (type === 'symlink') this.#admitSymlink(name, path, linkname);
    if (type === 'link') this.#admitHardLink(name, linkname);
    return path;
  }

  #admitSymlink(name: string, path: string, target: string): void {
    if (this.#folders.has(path)) refuse(name, 'is a link in the place of a folder');
    const shown = quoted(target);
    if (target.startsWith('/')) refuse(name, `is a link to ${shown}, which is outside of it`);
    if (climbsAfterName(target)) refuse(name, `is a link to ${shown}, of which it is not sure where it leads`);
    const reached = posix.normalize(posix.join(posix.dirname(path), target));
    if (reached === '..' || reached.startsWith('../')) refuse(name, `is a link to ${shown}, which is outside of it`);
    this.#keep(this.#links, path);
  }

  #admitHardLink(name: string, target: string): void {
    const path = inside(target, name, `is a link to ${quoted(target)}, which lies`);
    const link = [...foldersOf(path), path].find((each) => this.#links.has(each));
    // A link has its meaning from where it lies; its other name would lie elsewhere.
    if (link !== undefined) refuse(name, `is a hard link to ${quoted(target)}, and ${quoted(link)} is a link`);
  }

  #keep(set: Set<string>, path: string): void {
    if (set.has(path)) return;
    set.add(path);
    this.#kept += path.length;
    if (this.#kept > MAX_KEPT) {
      throw new RoadsteadError('context.too-large', { limit: `${byteWords(MAX_KEPT)} of paths` });
    }
  }
}

/** @param name of the entry that names the path. @param lies the beginning of the problem, if there is one */
function inside(path: string, name: string, lies: string): string {
  if (path.startsWith('/')) refuse(name, `${lies} outside of it, at an absolute path`);
  if (path.length > MAX_PATH) refuse(name, 'has too long a name');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) refuse(name, `${lies} outside of it`);
  const clean = parts.join('/');
  if (clean.includes('\0')) refuse(name.replaceAll('\0', '\ufffd'), 'has a NUL in its name');
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME)) refuse(name, 'has too long a name');
  if (parts.length > MAX_DEPTH) refuse(name, `lies more than ${MAX_DEPTH} folders deep`);
  return clean;
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether a link goes up again after it has gone into something: where that leads depends on what it is. */
function climbsAfterName(target: string): boolean {
  let named = false;
  for (const part of target.split('/')) {
    if (part === '..' && named) return true;
    if (part !== '' && part !== '.' && part !== '..') named = true;
  }
  return false;
}

function quoted(path: string): string {
  return path.length > MAX_QUOTED ? `${path.slice(0, MAX_QUOTED)}…` : path;
}

function refuse(path: string, problem: string): never {
  throw new RoadsteadError('context.unsafe', { path: quoted(path), problem });
}
