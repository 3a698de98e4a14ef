const LF = 10;
const CR = 13;
const SEMICOLON = 59;
/** A size has at most so many hex digits: 64 TiB. */
const MAX_DIGITS = 12;

type Part = 'size' | 'extension' | 'data' | 'data-end' | 'trailer' | 'over';

/**
 * Takes the chunked transfer coding (RFC 9112, 7.1) off a body. The engine sends every line of a log as a chunk of its
 * own; Node's parser makes an event of each, which costs more than all else on a line's way. Here the pieces are moved
 * together within the bytes that came, so that one read of the socket gives one buffer.
 */
export class ChunkedBody {
  #part: Part = 'size';
  #left = 0;
  #digits = 0;
  /** Bytes of the trailer's current line. */
  #lineLength = 0;

  get isOver(): boolean {
    return this.#part === 'over';
  }

  /** @returns the payload, in the memory of `bytes`, which is overwritten. @throws Error when it is not of the coding */
  take(bytes: Buffer): Buffer {
    let to = 0;
    let at = 0;
    while (at < bytes.length && this.#part !== 'over') {
      if (this.#part === 'data') {
        const end = Math.min(bytes.length, at + this.#left);
        if (to !== at) bytes.copyWithin(to, at, end);
        to += end - at;
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#part = 'data-end';
      } else {
        this.#step(bytes[at] as number);
        at += 1;
      }
    }
    return bytes.subarray(0, to);
  }

  #step(byte: number): void {
    switch (this.#part) {
      case 'size':
        this.#takeSize(byte);
        break;
      case 'extension':
        if (byte === LF) this.#begin();
        break;
      case 'data-end':
        if (byte === LF) this.#part = 'size';
        else if (byte !== CR) throw new Error('the engine sent a chunk without an end');
        break;
      case 'trailer':
        if (byte === LF) this.#part = this.#lineLength === 0 ? 'over' : 'trailer';
        if (byte === LF) this.#lineLength = 0;
        else if (byte !== CR) this.#lineLength += 1;
        break;
    }
  }

  #takeSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0 && this.#digits < MAX_DIGITS) {
      this.#left = this.#left * 16 + digit;
      this.#digits += 1;
      return;
    }
    if (this.#digits === 0) throw new Error('the engine sent a chunk without a size');
    if (byte === LF) this.#begin();
    else if (byte === CR || byte === SEMICOLON) this.#part = 'extension';
    else throw new Error('the engine sent a chunk whose size is none');
  }

  #begin(): void {
    this.#part = this.#left === 0 ? 'trailer' : 'data';
    this.#digits = 0;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
