import type { Readable } from 'node:stream';
import {
  ContainerPath,
  type FileEntry,
  type FileListLine,
  type ListLimit,
  nameOf,
  pathBelow,
  ROOT_PATH,
} from '@roadstead/domain';
import { z } from 'zod';
import { DirectoryIndex, relativePath } from './directory-index.js';
import { type FilePlace, fileError } from './file-errors.js';
import type { IndexCache } from './index-cache.js';
import { archivePath, statPaths } from './path-stat.js';
import { TarReader } from './tar-reader.js';

/** Bounds of one reading. Whoever lists a directory waits for it, and the engine reads every file below it. */
export interface ListBounds {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly entries: number;
}
export const LIST_BOUNDS: ListBounds = { milliseconds: 8000, bytes: 4 * 1024 ** 3, entries: 100_000 };

/** How often it is told how far the reading has come. */
const TELL_EVERY_MS = 250;
const PORTION = 1000;

/** Where a root filesystem has what, for what a list that was cut short did not come to. */
const USUAL_NAMES =
  'app bin boot data dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var'.split(
    ' ',
  );

const Mounts = z.object({
  Mounts: z
    .array(z.object({ Destination: z.string() }))
    .nullable()
    .default([]),
});

/**
 * A directory by the engine's tar of it: headers of what lies in it are told as they come, all bodies are skipped. See
 * decision 0027. The tree is kept for a moment where it was read whole.
 */
export async function* listDirectory(
  place: FilePlace,
  cache: IndexCache,
  signal: AbortSignal,
  bounds: ListBounds = LIST_BOUNDS,
): AsyncGenerator<FileListLine> {
  const asOf = new Date();
  const reading = new Reading(place, cache.maxEntries, signal, bounds);
  yield { type: 'directory', asOf: asOf.toISOString() };
  for await (const entries of reading.portions()) {
    if (entries.length > 0) yield { type: 'entries', entries };
    yield { type: 'progress', bytes: reading.bytes };
  }
  const { limit, bytes } = reading;
  if (limit === undefined) cache.add({ ...place, asOf, index: reading.index });
  else yield { type: 'entries', entries: await missed(place, reading.names) };
  yield { type: 'end', bytes, limit };
}

class Reading {
  readonly index: DirectoryIndex;
  readonly names = new Set<string>();
  bytes = 0;
  limit: ListLimit | undefined;
  readonly #cut = new AbortController();

  constructor(
    private readonly place: FilePlace,
    maxKept: number,
    private readonly signal: AbortSignal,
    private readonly bounds: ListBounds,
  ) {
    this.index = new DirectoryIndex(maxKept);
  }

  /** Entries of the directory as they come, and from time to time none. @throws RoadsteadError */
  async *portions(): AsyncGenerator<FileEntry[]> {
    // An engine that falls silent, on a dead network mount for one, is not waited for.
    const timer = setTimeout(() => this.#end('time'), this.bounds.milliseconds);
    try {
      const tar = await this.#open();
      const top = new DirectoryIndex(this.bounds.entries);
      const reader = new TarReader({
        entry: (header) => {
          const path = relativePath(header.path);
          if (path === '') return;
          this.index.add(path, header);
          if (!path.includes('/')) top.add(path, header);
        },
      });
      let told = 0;
      let toldAt = Date.now();
      for await (const chunk of tar as AsyncIterable<Buffer>) {
        this.bytes += chunk.length;
        reader.write(chunk);
        const known = top.entries('') ?? [];
        if (top.isOverfull) this.#end('entries');
        if (this.bytes > this.bounds.bytes) this.#end('bytes');
        if (known.length - told >= PORTION || Date.now() - toldAt >= TELL_EVERY_MS) {
          yield this.#note(known.slice(told));
          told = known.length;
          toldAt = Date.now();
        }
        if (this.limit !== undefined) break;
      }
      yield this.#note((top.entries('') ?? []).slice(told));
      if (this.limit === undefined && !reader.isEnded) throw new Error('the tar of the directory broke off');
    } catch (error) {
      if (this.limit === undefined) throw error;
    } finally {
      clearTimeout(timer);
      this.#cut.abort();
    }
  }

  #note(entries: FileEntry[]): FileEntry[] {
    for (const { name } of entries) this.names.add(name);
    return entries;
  }

  #end(limit: ListLimit): void {
    this.limit ??= limit;
    this.#cut.abort();
  }

  async #open(): Promise<Readable> {
    const { api, containerId, path } = this.place;
    try {
      return await api.stream({
        method: 'GET',
        path: archivePath(containerId),
        // What a link leads to, and a directory only.
        query: { path: path === '/' ? '/' : `${path}/.` },
        signal: AbortSignal.any([this.signal, this.#cut.signal]),
      });
    } catch (error) {
      throw await fileError(error, this.place);
    }
  }
}

/** Of what a list did not come to: mounts that lie in it, and in `/` what usually is there. The engine is asked of each. */
async function missed({ api, containerId, path }: FilePlace, seen: ReadonlySet<string>): Promise<FileEntry[]> {
  const inspected = await api.find(`/containers/${containerId}/json`, Mounts);
  const mounts = (inspected?.Mounts ?? []).map(({ Destination }) => nameBelow(path, Destination));
  const names = new Set([...mounts, ...(path === ROOT_PATH ? USUAL_NAMES : [])]);
  const candidates = [...names].filter((name): name is string => name !== undefined && !seen.has(name)).sort();
  const paths = candidates.map((name) => pathBelow(path, name));
  const stats = await statPaths(api, containerId, paths);
  return paths.flatMap((each, index) => {
    const stat = stats[index];
    return stat ? [{ ...stat, name: nameOf(each) }] : [];
  });
}

/** The name in the directory under which a path lies. */
function nameBelow(directory: ContainerPath, path: string): string | undefined {
  const above = directory === ROOT_PATH ? '/' : `${directory}/`;
  const parsed = ContainerPath.safeParse(path);
  const rest = parsed.success && parsed.data.startsWith(above) ? parsed.data.slice(above.length) : '';
  return rest.split('/', 1)[0] || undefined;
}
