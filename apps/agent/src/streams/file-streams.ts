import { Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { type FileSource, type FilesPutRequest, LINES_MEDIA_TYPE } from '@roadstead/protocol';
import type { ByteStream } from '../engine/engine.js';
import type { ContainerFiles } from '../engine/files/container-files.js';
import type { StreamFetcher } from './stream-fetcher.js';

/** Streams about files of containers. */
export class FileStreams {
  constructor(
    private readonly files: ContainerFiles,
    private readonly fetcher: StreamFetcher,
    /** Name of this host, for messages. */
    private readonly host: string,
  ) {}

  /** @throws RoadsteadError as `ContainerFiles` */
  async open(source: FileSource, signal: AbortSignal): Promise<ByteStream> {
    switch (source.type) {
      case 'files.list':
        return this.#lines(await this.files.list(source.request, signal));
      case 'files.changes':
        return this.#lines(await this.files.changes(source.request, signal));
      case 'files.read':
        return this.files.read(source.request, signal);
      case 'files.archive':
        return this.files.archive(source.request, signal);
      case 'files.put':
        return this.#lines(this.#put(source.request, signal));
    }
  }

  async *#put({ containerId, path, input }: FilesPutRequest, signal: AbortSignal): AsyncGenerator<object> {
    const tar = await this.fetcher.open(input, signal);
    yield { type: 'done', bytes: await this.files.put(containerId, path, tar, signal) };
  }

  /** What fails on the way is the last line. */
  #lines(lines: AsyncIterable<object>): ByteStream {
    const told = async function* (host: string) {
      try {
        for await (const line of lines) yield `${JSON.stringify(line)}\n`;
      } catch (error) {
        const known =
          error instanceof RoadsteadError
            ? error
            : new RoadsteadError('engine.refused', { host, reason: (error as Error).message });
        yield `${JSON.stringify({ type: 'failed', error: known.toBody() })}\n`;
      }
    };
    return { mediaType: LINES_MEDIA_TYPE, bytes: Readable.from(told(this.host), { objectMode: false }) };
  }
}
