import type { CHANGE_INSTRUCTIONS, ImageChange } from '@roadstead/domain';

interface Rules {
  ImageChange: typeof ImageChange;
  CHANGE_INSTRUCTIONS: typeof CHANGE_INSTRUCTIONS;
}

export interface ChangeProblem {
  kind: 'unknown' | 'empty' | 'other';
  instruction: string;
  /** The domain's words, in English. */
  words: string;
}

/** The lines that ask for something; empty ones are for the eye. */
export function changesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What is wrong with the first of the lines that the domain's rules refuse. */
export function changeProblem(text: string, { ImageChange, CHANGE_INSTRUCTIONS }: Rules): ChangeProblem | undefined {
  for (const line of changesOf(text)) {
    const { error } = ImageChange.safeParse(line);
    if (error === undefined) continue;
    const [instruction = '', ...rest] = line.split(/\s+/);
    const isKnown = CHANGE_INSTRUCTIONS.some((name) => name === instruction.toUpperCase());
    const kind = !isKnown ? 'unknown' : rest.length === 0 ? 'empty' : 'other';
    return { kind, instruction, words: error.issues[0]?.message ?? '' };
  }
  return undefined;
}
