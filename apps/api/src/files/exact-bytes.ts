import { Transform, type TransformCallback } from 'node:stream';

/** Passes bytes on and fails where they are more or fewer than was said. */
export class ExactBytes extends Transform {
  #left: number;

  constructor(size: number) {
    super();
    this.#left = size;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#left -= chunk.length;
    if (this.#left < 0) done(new Error('more bytes came than were said'));
    else done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(this.#left === 0 ? null : new Error(`${this.#left} bytes did not come`));
  }
}
