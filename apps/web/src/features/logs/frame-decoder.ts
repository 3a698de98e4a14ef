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
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = view.getUint32(at + 4);
      if (length > MAX_FRAME_BYTES) throw new Error('This is not a log.');
      const end = at + HEADER_BYTES + length;
      if (end > bytes.length) break;
      this.onFrame(view.getUint8(at), bytes, at + HEADER_BYTES, end);
      at = end;
    }
    this.#rest = at === bytes.length ? NOTHING : bytes.slice(at);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
