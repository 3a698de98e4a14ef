import type { Dockerignore } from '@roadstead/domain/dockerignore';
import { type ContextList, type ListedEntry, MAX_CONTEXT_LIST_BYTES } from '@roadstead/protocol';
import type { TarHeader } from '../archive/tar-entries.js';
import { FILE_MODE, FOLDER_MODE, sentHeader } from './sent-header.js';

/** Lists are remembered with what was judged: beyond so many entries there is none. */
const MAX_ENTRIES = 5000;
const PERMISSIONS = 0o7777;

interface Seen {
  readonly path: string;
  readonly entry: ListedEntry;
}

/** Gathers what a context has in it while it is judged, so that it can be told before the context is sent. */
export class ContextListing {
  #seen: Seen[] | undefined = [];

  /** @param path as it was judged */
  add(header: TarHeader, path: string): void {
    if (path === '' || this.#seen === undefined) return;
    const sent = sentHeader(header, path);
    if (sent.pax || this.#seen.length === MAX_ENTRIES) this.#seen = undefined;
    else this.#seen.push({ path, entry: listed(sent) });
  }

  /**
   * @param first the file that is sent before all else, and not again in its place
   * @returns the list as it is sent; undefined where it would be too long, or there are extended attributes
   */
  json(ignore: Dockerignore, first: string | undefined): Buffer | undefined {
    if (this.#seen === undefined) return undefined;
    // A folder of its name is not sent at all.
    const begun = this.#seen.filter(({ path, entry }) => path === first && entry.type !== 'directory');
    const rest = this.#seen.filter(({ path }) => path !== first && !ignore.leavesOut(path));
    const list: ContextList = [...begun, ...rest].map(({ entry }) => entry);
    const json = Buffer.from(JSON.stringify(list));
    return json.length > MAX_CONTEXT_LIST_BYTES ? undefined : json;
  }
}

/** As the reader of the tar finds it. */
function listed({ name, type, mode, mtime, size, linkname }: TarHeader): ListedEntry {
  const isFolder = type === 'directory';
  return {
    name,
    type: type as ListedEntry['type'],
    mode: (mode || (isFolder ? FOLDER_MODE : FILE_MODE)) & PERMISSIONS,
    mtime: Math.trunc((mtime?.getTime() ?? 0) / 1000),
    size: size ?? 0,
    ...(linkname && { linkname }),
  };
}
