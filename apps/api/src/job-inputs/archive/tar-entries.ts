import { type Readable, Transform } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { type Extract, type Header, extract as untar } from 'tar-stream';
import { byteWords } from '../../uploads/byte-words.js';

/** An entry's header, and its bytes to be read or dropped. */
export type TarEntry = Extract extends AsyncIterable<infer Each> ? Each : never;
export type TarHeader = Header;

const BLOCK = 512;
export interface TarLimits {
  /** Of the whole tar, uncompressed. */
  readonly maxBytes: number;
  readonly maxEntries: number;
}

/**
 * Entries of a tar, in their order. The next one comes when the body of the last was read or dropped.
 * @throws RoadsteadError `context.too-large`; Error in words for what is no tar, or not a whole one
 */
export async function* tarEntries(source: Readable, limits: TarLimits): AsyncGenerator<TarEntry> {
  const extract = untar();
  const measured = new Measure(limits.maxBytes);
  const fail = (error: Error) => extract.destroy(error);
  source.on('error', fail);
  measured.on('error', fail);
  source.pipe(measured).pipe(extract);
  let entries = 0;
  try {
    for await (const entry of extract) {
      entries += 1;
      if (entries > limits.maxEntries)
        throw new RoadsteadError('context.too-large', { limit: `${limits.maxEntries} files` });
      yield entry;
      entry.resume();
    }
    if (!measured.endedInZeros) throw new Error('it is cut off before its end');
  } finally {
    source.destroy();
    measured.destroy();
  }
}

/** Counts bytes, and keeps the last block: a tar ends with two of zeros, so that one cut off between two entries is noticed. */
class Measure extends Transform {
  #bytes = 0;
  #last: Buffer = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {
    super();
  }

  get endedInZeros(): boolean {
    return this.#last.length === BLOCK && this.#last.every((byte) => byte === 0);
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.maxBytes) {
      done(new RoadsteadError('context.too-large', { limit: byteWords(this.maxBytes) }));
      return;
    }
    this.#last = chunk.length >= BLOCK ? chunk.subarray(-BLOCK) : Buffer.concat([this.#last, chunk]).subarray(-BLOCK);
    done(null, chunk);
  }
}
