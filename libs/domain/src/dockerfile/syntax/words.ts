import type { LogicalLine } from './logical-line.js';
import type { Span } from './text-positions.js';

/** A word as written, quotes included. `from` and `to` are its place in the logical line. */
export interface Word {
  readonly text: string;
  readonly span: Span;
  readonly from: number;
  readonly to: number;
}

export function wordAt(line: LogicalLine, from: number, to: number): Word {
  return { text: line.text.slice(from, to), span: line.span(from, to), from, to };
}

/** Splits at white space outside quotes. A quote that is never closed takes the rest of the line. */
export function splitWords(line: LogicalLine, from: number, to: number, escapeChar: string): Word[] {
  const words: Word[] = [];
  for (let at = skipSpace(line.text, from, to); at < to; ) {
    const end = endOfWord(line.text, at, to, escapeChar);
    words.push(wordAt(line, at, end));
    at = skipSpace(line.text, end, to);
  }
  return words;
}

export function skipSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(text[at])) at++;
  return at;
}

export const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);

function endOfWord(text: string, from: number, to: number, escapeChar: string): number {
  let quote = '';
  for (let at = from; at < to; at++) {
    const char = text[at] ?? '';
    if (char === escapeChar && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (isSpace(char)) return at;
  }
  return to;
}

/** A word without the quotes around it; as it is where it has none around the whole. */
export function unquoted(text: string): string {
  const quote = text[0];
  return text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}
