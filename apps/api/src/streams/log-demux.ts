import { Transform, type TransformCallback } from 'node:stream';

const HEADER_BYTES = 8;
/** 0 stdin, 1 stdout, 2 stderr, 3 the engine's own error. */
const LAST_STREAM = 3;

/**
 * Takes the engine's frames off a multiplexed log: what is left are the bytes of stdout and stderr in their order. Frames
 * may be of any size and be cut anywhere; no frame is gathered whole. Format: libs/protocol, streams.ts.
 */
export class LogDemux extends Transform {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerLength = 0;
  /** Bytes of the current frame that are still to come. */
  #left = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) rest = this.#takeHeader(rest);
      else rest = this.#takePayload(rest);
      if (this.#left < 0) {
        done(new Error('the log is not in the format of a multiplexed stream'));
        return;
      }
    }
    done();
  }

  /** Sets `#left` once the header is whole; to -1 if it is none. */
  #takeHeader(bytes: Buffer): Buffer {
    const taken = bytes.copy(this.#header, this.#headerLength);
    this.#headerLength += taken;
    if (this.#headerLength === HEADER_BYTES) {
      this.#headerLength = 0;
      const valid = this.#header.readUInt8(0) <= LAST_STREAM && this.#header.readUIntBE(1, 3) === 0;
      this.#left = valid ? this.#header.readUInt32BE(4) : -1;
    }
    return bytes.subarray(taken);
  }

  #takePayload(bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.#left);
    this.#left -= payload.length;
    this.push(payload);
    return bytes.subarray(payload.length);
  }
}
