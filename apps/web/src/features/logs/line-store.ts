import type { LogLine, StreamName } from './log-line';
import { WrittenLine } from './written-line';

/**
 * Lines at hand, at most `capacity`: where more come at one end, those at the other give way. A line keeps its number while
 * lines come and go at both ends; lines that are put in front have lower numbers, also below zero.
 *
 * A written line is kept as the place of its bytes until somebody looks at it: an object for each of a flood would be
 * made, moved and thrown away by the collector of garbage, and the page stands still for that.
 */
export class LineStore {
  readonly #slots: (LogLine | undefined)[] = [];
  /** Where a slot is empty its line is here, from `#from` up to `#to`. */
  readonly #bytes: (Uint8Array | undefined)[] = [];
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  /** Twice its source, and one more for stderr. */
  readonly #origin: Uint16Array;
  /** Place of the first line. */
  #head = 0;
  #length = 0;
  #first = 0;
  #dropped = 0;

  constructor(readonly capacity: number) {
    this.#from = new Uint32Array(capacity);
    this.#to = new Uint32Array(capacity);
    this.#origin = new Uint16Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Number of the first line at hand. */
  get first(): number {
    return this.#first;
  }

  /** Lines that were here and gave way to newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  get isFull(): boolean {
    return this.#length >= this.capacity;
  }

  push(line: LogLine): void {
    this.#put(this.#placeOfNext(), line);
  }

  /** A whole line, with its moment before it: what a `WrittenLine` is made of. */
  pushWritten(source: number, stream: StreamName, bytes: Uint8Array, from: number, to: number): void {
    const place = this.#placeOfNext();
    this.#slots[place] = undefined;
    this.#bytes[place] = bytes;
    this.#from[place] = from;
    this.#to[place] = to;
    this.#origin[place] = 2 * source + (stream === 'stderr' ? 1 : 0);
  }

  /**
   * Puts older lines in front; the newest give way.
   * @returns whether any did: what comes live does not follow the last line then
   */
  prepend(lines: readonly LogLine[]): boolean {
    const kept = lines.slice(-this.capacity);
    const excess = Math.max(0, this.#length + kept.length - this.capacity);
    for (let index = kept.length - 1; index >= 0; index -= 1) {
      if (this.isFull) this.#length -= 1;
      this.#head = this.#place(this.capacity - 1);
      this.#put(this.#head, kept[index]);
      this.#first -= 1;
      this.#length += 1;
    }
    return excess > 0;
  }

  /** The line at a position, 0 being the oldest at hand. */
  at(index: number): LogLine | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const place = this.#place(index);
    if (this.#slots[place] === undefined) this.#put(place, this.#written(place));
    return this.#slots[place];
  }

  /** The line with a number. */
  numbered(number: number): LogLine | undefined {
    return this.at(number - this.#first);
  }

  *[Symbol.iterator](): Generator<LogLine> {
    for (let index = 0; index < this.#length; index += 1) yield this.at(index) as LogLine;
  }

  /** Makes room for one more at the end. */
  #placeOfNext(): number {
    if (this.isFull) {
      this.#dropped += this.#slots[this.#head]?.skipped ?? 1;
      this.#head = this.#place(1);
      this.#first += 1;
      this.#length -= 1;
    }
    this.#length += 1;
    return this.#place(this.#length - 1);
  }

  #put(place: number, line: LogLine | undefined): void {
    this.#slots[place] = line;
    this.#bytes[place] = undefined;
  }

  #written(place: number): LogLine | undefined {
    const bytes = this.#bytes[place];
    if (bytes === undefined) return undefined;
    const origin = this.#origin[place] as number;
    const stream = origin % 2 === 1 ? 'stderr' : 'stdout';
    return new WrittenLine(origin >> 1, stream, bytes, this.#from[place] as number, this.#to[place] as number);
  }

  #place(index: number): number {
    return (this.#head + index) % this.capacity;
  }
}
