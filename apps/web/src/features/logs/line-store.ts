import type { LogLine } from './log-line';

/**
 * Lines at hand, at most `capacity`: where more come at one end, those at the other give way. A line keeps its number while
 * lines come and go at both ends; lines that are put in front have lower numbers, also below zero.
 */
export class LineStore {
  readonly #slots: (LogLine | undefined)[];
  /** Place of the first line. */
  #head = 0;
  #length = 0;
  #first = 0;
  #dropped = 0;

  constructor(readonly capacity: number) {
    this.#slots = [];
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
    if (this.isFull) {
      const oldest = this.at(0);
      this.#head = this.#place(1);
      this.#first += 1;
      this.#length -= 1;
      this.#dropped += oldest?.skipped ?? 1;
    }
    this.#slots[this.#place(this.#length)] = line;
    this.#length += 1;
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
      this.#slots[this.#head] = kept[index];
      this.#first -= 1;
      this.#length += 1;
    }
    return excess > 0;
  }

  /** The line at a position, 0 being the oldest at hand. */
  at(index: number): LogLine | undefined {
    return index < 0 || index >= this.#length ? undefined : this.#slots[this.#place(index)];
  }

  /** The line with a number. */
  numbered(number: number): LogLine | undefined {
    return this.at(number - this.#first);
  }

  *[Symbol.iterator](): Generator<LogLine> {
    for (let index = 0; index < this.#length; index += 1) yield this.at(index) as LogLine;
  }

  #place(index: number): number {
    return (this.#head + index) % this.capacity;
  }
}
