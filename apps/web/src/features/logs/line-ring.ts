import type { LogLine } from './line-splitter';

/**
 * The last lines of a log. Adding is O(1); the oldest line gives way when `capacity` is reached. A line's number in the log
 * as received is `dropped` plus its index, and stays the same while lines come and go.
 */
export class LineRing {
  readonly #lines: LogLine[] = [];
  #first = 0;
  #dropped = 0;

  constructor(readonly capacity: number) {}

  get length(): number {
    return this.#lines.length;
  }

  /** Lines that were here and are not any more. */
  get dropped(): number {
    return this.#dropped;
  }

  get isFull(): boolean {
    return this.#lines.length >= this.capacity;
  }

  push(line: LogLine): void {
    if (!this.isFull) {
      this.#lines.push(line);
      return;
    }
    this.#lines[this.#first] = line;
    this.#first = (this.#first + 1) % this.capacity;
    this.#dropped += 1;
  }

  /** The line at a position, 0 being the oldest at hand. */
  at(index: number): LogLine | undefined {
    return this.#lines[(this.#first + index) % this.capacity];
  }

  *[Symbol.iterator](): Generator<LogLine> {
    for (let index = 0; index < this.#lines.length; index += 1) yield this.at(index) as LogLine;
  }
}
