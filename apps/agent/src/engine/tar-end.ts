import { Transform, type TransformCallback } from 'node:stream';

/** A tar ends with two blocks of zeros. */
const END_BYTES = 1024;

/**
 * Passes a tar on and fails at its end if that is not the end of a tar: an engine that fails half-way has answered 200
 * already, and appends its error to the bytes.
 */
export class TarEnd extends Transform {
  #tail: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-END_BYTES)]).subarray(-END_BYTES);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const whole = this.#tail.length === END_BYTES && this.#tail.every((byte) => byte === 0);
    done(whole ? null : new Error(`the engine's tar ends with ${this.#words()}`));
  }

  /** The engine's error as it stands at the end, for the log. */
  #words(): string {
    return this.#tail
      .toString('utf8')
      .replace(/[^\x20-\x7e]+/g, '')
      .slice(-500);
  }
}
