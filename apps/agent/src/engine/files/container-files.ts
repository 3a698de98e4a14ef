import type { Readable } from 'node:stream';
import {
  type ChangesLine,
  type ContainerId,
  ContainerPath,
  type FileListLine,
  type FileStat,
  ROOT_PATH,
  RoadsteadError,
} from '@roadstead/domain';
import {
  type FilesArchiveRequest,
  type FilesChangesRequest,
  type FilesListRequest,
  type FilesReadRequest,
  type FilesStat,
  MAX_STATS,
} from '@roadstead/protocol';
import type { ByteStream } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { naming } from '../engine-errors.js';
import type { FilePlace } from './file-errors.js';
import { IndexCache } from './index-cache.js';
import { listChanges } from './list-changes.js';
import { listDirectory } from './list-directory.js';
import { statPath, statPaths } from './path-stat.js';
import { putArchive } from './put-archive.js';
import { readArchive, readFile } from './read-file.js';

/**
 * Files of containers by the engine's archive API: without a program in the container, whether it runs or not. What fails
 * is a RoadsteadError: `container.unknown`, `file.*`, `engine.*`.
 */
export class ContainerFiles {
  readonly #cache = new IndexCache();

  constructor(private readonly api: EngineApi) {}

  /** In the order of the paths; null where there is nothing. */
  stat({ containerId, paths }: FilesStat): Promise<(FileStat | null)[]> {
    return this.#named(async () => {
      const [first, ...others] = paths.slice(0, MAX_STATS);
      if (first === undefined) return [];
      // Of one path it is said what is wrong with it.
      if (others.length === 0) return [await statPath(this.api, containerId, first)];
      return statPaths(this.api, containerId, paths);
    });
  }

  /** @throws RoadsteadError also before the first line: `file.not-a-directory` … */
  list({ containerId, path, fresh }: FilesListRequest, signal: AbortSignal): Promise<AsyncIterable<FileListLine>> {
    return this.#named(async () => {
      if (fresh) this.#cache.forget(containerId);
      const known = this.#cache.find(containerId, path);
      if (known !== undefined) return asLines(known);
      return begun(listDirectory(this.#place(containerId, path), this.#cache, signal));
    });
  }

  read({ containerId, path, part }: FilesReadRequest, signal: AbortSignal): Promise<ByteStream> {
    return this.#named(async () => readFile(await this.#followed(containerId, path), part, signal));
  }

  archive({ containerId, path }: FilesArchiveRequest, signal: AbortSignal): Promise<ByteStream> {
    return this.#named(async () => readArchive(await this.#followed(containerId, path), signal));
  }

  changes({ containerId }: FilesChangesRequest, signal: AbortSignal): Promise<AsyncIterable<ChangesLine>> {
    return this.#named(async () => {
      // The sizes may take longer than a command waits.
      await statPath(this.api, containerId, ROOT_PATH);
      return listChanges(this.#place(containerId, ROOT_PATH), signal);
    });
  }

  /** Writes a tar into the directory. @returns its bytes, once the engine has unpacked them all */
  put(containerId: ContainerId, path: ContainerPath, tar: Readable, signal: AbortSignal): Promise<number> {
    return this.#named(async () => {
      try {
        return await putArchive(this.#place(containerId, path), tar, signal);
      } finally {
        this.#cache.forget(containerId);
      }
    });
  }

  /** A link at the end of a path leads where the engine says, which is inside of the container. */
  async #followed(containerId: ContainerId, path: ContainerPath): Promise<FilePlace> {
    const { type, linkTarget } = await statPath(this.api, containerId, path);
    if (type !== 'link') return this.#place(containerId, path);
    const target = ContainerPath.safeParse(linkTarget);
    if (target.success) return this.#place(containerId, target.data);
    throw new RoadsteadError('file.unknown', { path: linkTarget ?? path, container: containerId.slice(0, 12) });
  }

  #place(containerId: ContainerId, path: ContainerPath): FilePlace {
    return { api: this.api, containerId, path };
  }

  #named<T>(call: () => Promise<T>): Promise<T> {
    return naming(this.api, call);
  }
}

/** With its first line read, so that what is wrong with the whole is thrown at once. */
async function begun<T>(lines: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await lines.next();
  const second = first.done === true ? first : await lines.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    if (second.done !== true) yield second.value;
    yield* lines;
  })();
}

async function* asLines({ asOf, entries }: NonNullable<ReturnType<IndexCache['find']>>): AsyncGenerator<FileListLine> {
  yield { type: 'directory', asOf: asOf.toISOString() };
  yield { type: 'entries', entries: [...entries] };
  yield { type: 'end', bytes: 0 };
}
