import type { Instruction } from './instruction.js';
import type { Word } from './words.js';

/** `NAME=value` of an ENV, ARG or LABEL; the value as written, quotes included, absent where no `=` stands. */
export interface Pair {
  readonly name: string;
  readonly value?: string;
  readonly word: Word;
}

export function pairsOf({ words }: Instruction): Pair[] {
  return words.map((word) => {
    const equals = word.text.indexOf('=');
    if (equals === -1) return { name: word.text, word };
    return { name: word.text.slice(0, equals), value: word.text.slice(equals + 1), word };
  });
}

/** The old `ENV name value`: one name, and the rest of the line its value. */
export const isLegacyPair = ({ words }: Instruction): boolean => words.length > 0 && !words[0]?.text.includes('=');
