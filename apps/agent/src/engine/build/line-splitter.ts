/** A line that does not end is parted after so many characters. */
const MAX_LINE = 16_384;

/** Puts lines together from pieces of text that begin and end anywhere. */
export class LineSplitter {
  #rest = '';

  /** @returns the lines that are whole now, without their ends */
  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_LINE) lines.push(...this.flush());
    return lines.map((line) => line.replace(/\r$/, ''));
  }

  /** @returns the line that was begun, if there is one */
  flush(): string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}
