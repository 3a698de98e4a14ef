/** One line of the file without its line break. */
export interface PhysicalLine {
  readonly text: string;
  readonly start: number;
}

const BYTE_ORDER_MARK = '\ufeff';

/** Hands out the lines of a file one by one; a byte order mark at the head belongs to none of them. */
export class LineReader {
  readonly #text: string;
  #offset: number;

  constructor(text: string) {
    this.#text = text;
    this.#offset = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  }

  peek(): PhysicalLine | undefined {
    if (this.#offset >= this.#text.length) return undefined;
    const end = this.#lineEnd();
    const contentEnd = this.#text[end - 1] === '\r' && end > this.#offset ? end - 1 : end;
    return { text: this.#text.slice(this.#offset, contentEnd), start: this.#offset };
  }

  next(): PhysicalLine | undefined {
    const line = this.peek();
    if (line !== undefined) this.#offset = this.#lineEnd() + 1;
    return line;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#offset);
    return end === -1 ? this.#text.length : end;
  }
}

export const isBlank = (line: PhysicalLine): boolean => line.text.trim() === '';
export const isComment = (line: PhysicalLine): boolean => line.text.trimStart().startsWith('#');
