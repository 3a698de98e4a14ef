export type StreamName = 'stdout' | 'stderr';

const HEADER_BYTES = 8;
const STDERR = 2;

/** Receives each piece of output in order; `bytes` is only valid during the call. */
type OnPayload = (stream: StreamName, bytes: Uint8Array) => void;

/**
 * Takes Docker's multiplexed stream apart: frames of an 8-byte header (stream, three zeros, payload length as big-endian
 * 32 bits) and a payload. Frames may straddle messages; a payload is passed on as it comes and never gathered whole, so
 * that a frame of any length takes no memory here.
 * Source: docs.docker.com, Engine API, "Attach to a container", stream format.
 */
export class FrameDecoder {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerFill = 0;
  #payloadLeft = 0;
  #stream: StreamName = 'stdout';

  constructor(private readonly onPayload: OnPayload) {}

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#payloadLeft > 0 ? this.#takePayload(chunk, at) : this.#takeHeader(chunk, at);
    }
  }

  #takePayload(chunk: Uint8Array, at: number): number {
    const end = Math.min(at + this.#payloadLeft, chunk.length);
    this.#payloadLeft -= end - at;
    this.onPayload(this.#stream, chunk.subarray(at, end));
    return end;
  }

  #takeHeader(chunk: Uint8Array, at: number): number {
    const taken = Math.min(HEADER_BYTES - this.#headerFill, chunk.length - at);
    this.#header.set(chunk.subarray(at, at + taken), this.#headerFill);
    this.#headerFill += taken;
    if (this.#headerFill < HEADER_BYTES) return at + taken;
    this.#headerFill = 0;
    this.#stream = this.#header[0] === STDERR ? 'stderr' : 'stdout';
    this.#payloadLeft = new DataView(this.#header.buffer).getUint32(4);
    return at + taken;
  }
}
