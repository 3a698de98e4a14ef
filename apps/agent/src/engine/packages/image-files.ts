import { buffer } from 'node:stream/consumers';
import { type ContainerId, type ContainerPath, type FileStat, RoadsteadError } from '@roadstead/domain';
import type { ContainerFiles } from '../files/container-files.js';
import { TarReader } from '../files/tar-reader.js';

/** Of one file, or of all files of one directory. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_WORDS = '64 MiB';

/** The path leads to nothing, or to something of another type: a link in an image may lead anywhere. */
const ABSENT = new Set<string>(['file.unknown', 'file.not-a-directory', 'file.not-a-file']);

/** Small files of an image, by a container that was made of it. */
export class ImageFiles {
  constructor(
    private readonly files: ContainerFiles,
    private readonly containerId: ContainerId,
    /** For messages. */
    private readonly image: string,
    private readonly signal: AbortSignal,
  ) {}

  /** In the order of the paths; null where there is nothing. */
  stat(paths: readonly ContainerPath[]): Promise<(FileStat | null)[]> {
    this.signal.throwIfAborted();
    return this.files.stat({ containerId: this.containerId, paths: [...paths] });
  }

  /** @returns undefined where there is no such file. @throws RoadsteadError `package.database-too-large` */
  async text(path: ContainerPath): Promise<string | undefined> {
    return (await this.bytes(path))?.toString('utf8');
  }

  /** @returns undefined where there is no such file. @throws RoadsteadError `package.database-too-large` */
  bytes(path: ContainerPath): Promise<Buffer | undefined> {
    return unlessAbsent(async () => {
      const { bytes, size = 0 } = await this.files.read({ containerId: this.containerId, path }, this.signal);
      if (size > MAX_BYTES) {
        bytes.destroy();
        throw this.#tooLarge(path);
      }
      return buffer(bytes);
    });
  }

  /** The files of a directory, without those below it. @throws RoadsteadError `package.database-too-large` */
  async texts(path: ContainerPath): Promise<string[] | undefined> {
    return unlessAbsent(async () => {
      const { bytes } = await this.files.archive({ containerId: this.containerId, path }, this.signal);
      const files: Buffer[][] = [];
      let total = 0;
      let current: Buffer[] | undefined;
      const reader = new TarReader({
        entry: ({ path: name, type }) => {
          const isWanted = /[07]/.test(type) && name.split('/').length === 2;
          current = isWanted ? [] : undefined;
          if (current !== undefined) files.push(current);
        },
        body: (part) => {
          if (current === undefined) return;
          total += part.length;
          current.push(Buffer.from(part));
        },
      });
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        reader.write(chunk);
        if (total > MAX_BYTES) throw this.#tooLarge(path);
      }
      return files.map((parts) => Buffer.concat(parts).toString('utf8'));
    });
  }

  #tooLarge(path: string): RoadsteadError {
    return new RoadsteadError('package.database-too-large', { path, image: this.image, limit: MAX_WORDS });
  }
}

async function unlessAbsent<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RoadsteadError && ABSENT.has(error.code)) return undefined;
    throw error;
  }
}
