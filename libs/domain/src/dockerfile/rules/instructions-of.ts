import type { Dockerfile } from '../syntax/dockerfile.js';
import type { Instruction } from '../syntax/instruction.js';
import type { Stage } from '../syntax/stages.js';

/** All instructions of these names, in order. */
export function instructionsOf(file: Dockerfile | Stage, ...names: readonly string[]): Instruction[] {
  return file.instructions.filter(({ name }) => names.includes(name));
}

/** The instructions with the triggers that ONBUILD holds. */
export function withTriggers(file: Dockerfile): Instruction[] {
  return file.instructions.flatMap((instruction) => [
    instruction,
    ...(instruction.trigger ? [instruction.trigger] : []),
  ]);
}

/** A value that holds a variable is known only at the build. */
export const hasVariable = (text: string): boolean => text.includes('$');
