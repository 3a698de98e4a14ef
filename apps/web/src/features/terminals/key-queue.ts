/** As the domain's `TERMINAL_INPUT_WINDOW_BYTES`; zod stays out of the page. */
const WINDOW_BYTES = 64 * 1024;
const PIECE_BYTES = 16 * 1024;
/** More than this is not taken in. */
export const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
/** Of a paste that is still on its way, Ctrl-C drops the rest. */
const LONG_BYTES = 4 * 1024;
const CTRL_C = 3;

/** Keys on their way to a terminal, no more at once than it takes. */
export class KeyQueue {
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #queued = 0;
  #untaken = 0;

  constructor(private readonly send: (bytes: Uint8Array<ArrayBuffer>) => void) {}

  /** Not sent yet. */
  get queued(): number {
    return this.#queued;
  }

  /** @returns false: too much, and nothing of it was taken */
  push(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (bytes.length === 1 && bytes[0] === CTRL_C && this.#queued > LONG_BYTES) this.#drop();
    if (this.#queued + bytes.length > MAX_QUEUED_BYTES) return false;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.#pieces.push(bytes.subarray(at, at + PIECE_BYTES));
    this.#queued += bytes.length;
    this.#pump();
    return true;
  }

  taken(bytes: number): void {
    this.#untaken -= bytes;
    this.#pump();
  }

  /** The connection is new, or gone: what was on its way has come or has not, and is not sent again. */
  reset(): void {
    this.#drop();
    this.#untaken = 0;
  }

  #drop(): void {
    this.#pieces = [];
    this.#queued = 0;
  }

  #pump(): void {
    let [piece] = this.#pieces;
    while (piece !== undefined && this.#untaken + piece.length <= WINDOW_BYTES) {
      this.#pieces.shift();
      this.#queued -= piece.length;
      this.#untaken += piece.length;
      this.send(piece);
      [piece] = this.#pieces;
    }
  }
}
