import { hasEscapes, stripAnsi } from './ansi';
import type { LineRing } from './line-ring';

/**
 * Which lines of a ring hold a text, by their numbers in the log. Lines that came since the last look are looked at once,
 * so that finding keeps up with a flood.
 */
export class LineFinder {
  #matches: number[] = [];
  #looked = 0;

  constructor(
    private readonly ring: LineRing,
    readonly needle: string,
  ) {}

  /** Numbers of the lines at hand that match, in order. */
  matches(): readonly number[] {
    if (this.needle === '') return [];
    const first = this.ring.dropped;
    const end = first + this.ring.length;
    const wanted = this.needle.toLowerCase();
    for (let number = Math.max(first, this.#looked); number < end; number += 1) {
      const text = this.ring.at(number - first)?.text ?? '';
      if ((hasEscapes(text) ? stripAnsi(text) : text).toLowerCase().includes(wanted)) this.#matches.push(number);
    }
    this.#looked = end;
    if ((this.#matches[0] ?? first) < first) this.#matches = this.#matches.filter((number) => number >= first);
    return this.#matches;
  }
}
