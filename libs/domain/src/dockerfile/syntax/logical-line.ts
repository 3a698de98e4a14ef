import type { Span } from './text-positions.js';

interface Segment {
  /** Where the piece begins in the logical line. */
  readonly at: number;
  /** Where it begins in the file. */
  readonly source: number;
}

/**
 * A line as Docker reads it: continued lines joined, escape characters, comments and blank lines between them gone.
 * Every place in it still knows where in the file it stands.
 */
export class LogicalLine {
  readonly text: string;
  readonly #segments: readonly Segment[];

  constructor(pieces: readonly { readonly text: string; readonly source: number }[]) {
    const segments: Segment[] = [];
    let at = 0;
    for (const { text, source } of pieces) {
      segments.push({ at, source });
      at += text.length;
    }
    this.#segments = segments;
    this.text = pieces.map((piece) => piece.text).join('');
  }

  /** The stretch of the file from one place in the line up to another, with all that lies between. */
  span(from: number, to: number): Span {
    const start = this.#sourceOf(from);
    return { start, end: to > from ? this.#sourceOf(to - 1) + 1 : start };
  }

  #sourceOf(index: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle]?.at ?? 0) <= index) low = middle;
      else high = middle;
    }
    const segment = this.#segments[low] ?? { at: 0, source: 0 };
    return segment.source + index - segment.at;
  }
}
