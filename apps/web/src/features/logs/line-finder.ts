import { stripControls } from '@roadstead/domain/logs';
import type { LineStore } from './line-store';

/**
 * Which lines of a store hold a text, by their numbers. Lines that came since the last look are looked at once, so that
 * finding keeps up with a flood.
 */
export class LineFinder {
  #matches: number[] = [];
  /** Numbers from `from` up to `to` were looked at. */
  #from: number | undefined;
  #to = 0;

  constructor(
    private readonly store: LineStore,
    readonly needle: string,
    private readonly isCaseSensitive = false,
  ) {}

  /** Numbers of the lines at hand that match, in order. */
  matches(): readonly number[] {
    if (this.needle === '') return [];
    const { first, length } = this.store;
    const end = first + length;
    const from = this.#from ?? end;
    const older = this.#look(first, Math.min(from, end));
    const newer = this.#look(Math.max(first, this.#from === undefined ? end : this.#to), end);
    if (older.length > 0 || newer.length > 0) this.#matches = [...older, ...this.#matches, ...newer];
    this.#from = first;
    this.#to = end;
    const isOutside = (number: number | undefined) => number !== undefined && (number < first || number >= end);
    if (isOutside(this.#matches[0]) || isOutside(this.#matches.at(-1))) {
      this.#matches = this.#matches.filter((number) => number >= first && number < end);
    }
    return this.#matches;
  }

  #look(from: number, to: number): number[] {
    const wanted = this.isCaseSensitive ? this.needle : this.needle.toLowerCase();
    const found: number[] = [];
    for (let number = from; number < to; number += 1) {
      const text = stripControls(this.store.numbered(number)?.text ?? '');
      if ((this.isCaseSensitive ? text : text.toLowerCase()).includes(wanted)) found.push(number);
    }
    return found;
  }
}
