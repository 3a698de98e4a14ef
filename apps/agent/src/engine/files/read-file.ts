import { pipeline, Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { BYTES_MEDIA_TYPE, type FilesReadRequest, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import type { ByteStream } from '../engine.js';
import { TarEnd } from '../tar-end.js';
import { type FilePlace, fileError } from './file-errors.js';
import { archivePath } from './path-stat.js';
import { TarReader } from './tar-reader.js';

/** The end of a file is found by reading all of it, at some hundred megabytes a second. */
const MAX_TO_END = 2 * 1024 ** 3;
const MAX_TO_END_WORDS = '2 GB';

/**
 * The bytes of a file, taken out of its tar on the way. They fail where the engine's tar ends too early.
 * @throws RoadsteadError `file.not-a-file`, `file.end-too-far`, and what the engine refused with
 */
export async function readFile(
  place: FilePlace,
  part: FilesReadRequest['part'],
  signal: AbortSignal,
): Promise<ByteStream> {
  const tar = await openTar(place, signal);
  const file = new FileInTar(tar);
  const size = await file.open();
  if (size === undefined) {
    tar.destroy();
    throw new RoadsteadError('file.not-a-file', { path: place.path, container: place.containerId.slice(0, 12) });
  }
  if (part?.from === 'end' && size > MAX_TO_END) {
    tar.destroy();
    throw new RoadsteadError('file.end-too-far', { path: place.path, limit: MAX_TO_END_WORDS });
  }
  const from = part?.from === 'end' ? Math.max(0, size - part.bytes) : 0;
  const length = part === undefined ? size : Math.min(part.bytes, size - from);
  const bytes = Readable.from(file.bytes(from, from + length), { objectMode: false });
  // Ended also where it was never read.
  bytes.once('close', () => tar.destroy());
  return { mediaType: BYTES_MEDIA_TYPE, size: length, bytes };
}

/** A tar of what is there. It fails at its end where the engine's did. */
export async function readArchive(place: FilePlace, signal: AbortSignal): Promise<ByteStream> {
  const tar = await openTar(place, signal);
  const bytes = new TarEnd();
  pipeline(tar, bytes, () => undefined);
  return { mediaType: TAR_MEDIA_TYPE, bytes };
}

async function openTar(place: FilePlace, signal: AbortSignal): Promise<Readable> {
  const { api, containerId, path } = place;
  try {
    return await api.stream({ method: 'GET', path: archivePath(containerId), query: { path }, signal });
  } catch (error) {
    throw await fileError(error, place);
  }
}

/** The one file of a tar. */
class FileInTar {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #reader: TarReader;
  #size: number | undefined;
  #hasEntry = false;
  #waiting: Buffer[] = [];

  constructor(tar: Readable) {
    this.#chunks = (tar as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    this.#reader = new TarReader({
      entry: ({ type, size }) => {
        if (this.#hasEntry) return;
        this.#hasEntry = true;
        if (/[07]/.test(type)) this.#size = size;
      },
      body: (bytes) => void this.#waiting.push(bytes),
    });
  }

  /** @returns its size; undefined where the first entry is no file */
  async open(): Promise<number | undefined> {
    while (!this.#hasEntry && (await this.#more()));
    if (!this.#hasEntry) throw new Error('the tar of the file broke off');
    return this.#size;
  }

  async *bytes(from: number, to: number): AsyncGenerator<Buffer> {
    let at = 0;
    while (at < to) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const chunk of waiting) {
        const wanted = chunk.subarray(Math.max(0, from - at), Math.max(0, to - at));
        at += chunk.length;
        if (wanted.length > 0) yield wanted;
      }
      if (at < to && !(await this.#more())) throw new Error('the tar of the file broke off');
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done !== true) this.#reader.write(value);
    return done !== true;
  }
}
