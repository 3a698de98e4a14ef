/** A half-open stretch of the text, in UTF-16 units from its start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The same for people and editors: lines and columns count from 1, the end is exclusive. */
export interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Translates between offsets and lines. A line ends at `\n`; a `\r` before it belongs to the line's end. */
export class TextPositions {
  readonly #text: string;
  readonly #lineStarts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** The line, from 1, that holds this offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  rangeOf({ start, end }: Span): Range {
    const startLine = this.lineAt(start);
    const endLine = this.lineAt(end);
    return {
      startLine,
      startColumn: start - this.#startOf(startLine) + 1,
      endLine,
      endColumn: end - this.#startOf(endLine) + 1,
    };
  }

  spanOf({ startLine, startColumn, endLine, endColumn }: Range): Span {
    return { start: this.#offsetOf(startLine, startColumn), end: this.#offsetOf(endLine, endColumn) };
  }

  /** The lines that the span touches, whole, with the line break that ends them. */
  wholeLines({ start, end }: Span): Span {
    return { start: this.#startOf(this.lineAt(start)), end: this.#startOf(this.lineAt(end) + 1) };
  }

  #startOf(line: number): number {
    return this.#lineStarts[line - 1] ?? this.#text.length;
  }

  #offsetOf(line: number, column: number): number {
    return Math.min(this.#startOf(line) + column - 1, this.#text.length);
  }
}
