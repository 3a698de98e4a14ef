const LINE_FEED = 10;

/** The newest bytes of an output, up to a capacity. A position is the number of bytes that came before. */
export class OutputRing {
  readonly #bytes: Buffer;
  #end = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.alloc(capacity);
  }

  /** Position after the last byte. */
  get end(): number {
    return this.#end;
  }

  /** Position of the oldest byte that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.#bytes.length);
  }

  push(chunk: Buffer): void {
    const capacity = this.#bytes.length;
    const kept = chunk.subarray(Math.max(0, chunk.length - capacity));
    const at = (this.#end + chunk.length - kept.length) % capacity;
    const fits = Math.min(kept.length, capacity - at);
    kept.copy(this.#bytes, at, 0, fits);
    kept.copy(this.#bytes, 0, fits);
    this.#end += chunk.length;
  }

  /** A copy of at most so many bytes from a position that is kept. */
  read(from: number, most: number): Buffer {
    const capacity = this.#bytes.length;
    const at = from % capacity;
    return Buffer.from(this.#bytes.subarray(at, at + Math.min(most, this.#end - from, capacity - at)));
  }

  /**
   * Where to go on for somebody who has seen all up to a position: there, or where that is not kept any more, with the
   * oldest whole line.
   */
  resumeFrom(position: number | undefined): number {
    const { start, end } = this;
    if (position !== undefined && position >= start && position <= end) return position;
    if (start === 0) return 0;
    let at = start;
    while (at < end) {
      const piece = this.read(at, end - at);
      const found = piece.indexOf(LINE_FEED);
      if (found >= 0) return at + found + 1;
      at += piece.length;
    }
    return start;
  }
}
