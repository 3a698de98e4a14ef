const HEADER_BYTES = 8;
/** The agent sends none that is longer. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** Receives each frame in order, as the place of its payload in bytes that nobody writes to any more. */
type OnFrame = (kind: number, bytes: Uint8Array, from: number, to: number) => void;

/**
 * Takes a log apart into its frames: an 8-byte header (kind, three zeros, payload length as big-endian 32 bits) and a
 * payload. Frames may straddle messages. Kinds and payloads: libs/protocol, log-frames.ts.
 */
export class FrameDecoder {
  #rest: Uint8Array = NOTHING;

  constructor(private readonly onFrame: OnFrame) {}

  /** @throws Error when it is not a log */
  push(chunk: Uint8Array): void {
    let at = this.#rest.length === 0 ? 0 : this.#finish(chunk);
    const view = viewOf(chunk);
    while (chunk.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + lengthAt(view, at);
      if (end > chunk.length) break;
      this.onFrame(view.getUint8(at), chunk, at + HEADER_BYTES, end);
      at = end;
    }
    if (at < chunk.length) this.#rest = chunk.slice(at);
  }

  /** Only the frame that straddles is put together anew. @returns how much of the chunk belongs to it */
  #finish(chunk: Uint8Array): number {
    const before = this.#rest;
    const header = joined(
      before.subarray(0, HEADER_BYTES),
      chunk.subarray(0, Math.max(0, HEADER_BYTES - before.length)),
    );
    const whole = HEADER_BYTES + (header.length < HEADER_BYTES ? 0 : lengthAt(viewOf(header), 0));
    const frame = joined(before, chunk.subarray(0, whole - before.length));
    this.#rest = frame.length < whole ? frame : NOTHING;
    if (frame.length === whole) this.onFrame(frame[0] as number, frame, HEADER_BYTES, whole);
    return frame.length - before.length;
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function lengthAt(view: DataView, header: number): number {
  const length = view.getUint32(header + 4);
  if (length > MAX_FRAME_BYTES) throw new Error('This is not a log.');
  return length;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
