import type { Instruction } from './instruction.js';
import { unquoted, type Word } from './words.js';

/** One FROM and what follows it. */
export interface Stage {
  readonly index: number;
  readonly from: Instruction;
  /** The image or the earlier stage that it stands on; absent where FROM has no argument. */
  readonly base?: Word;
  readonly name?: Word;
  /** What follows the FROM, in order. */
  readonly instructions: readonly Instruction[];
}

/** Splits the instructions at each FROM. What stands before the first is no stage's. */
export function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const starts = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  return starts.flatMap((start, index) => {
    const from = instructions[start];
    if (from === undefined) return [];
    const [base, as, name] = from.words;
    return [
      {
        index,
        from,
        base,
        name: as?.text.toUpperCase() === 'AS' ? name : undefined,
        instructions: instructions.slice(start + 1, starts[index + 1]),
      },
    ];
  });
}

/** Stages by name; names ignore case, and of two the later holds. */
export type StageNames = ReadonlyMap<string, Stage>;

export function stageNames(stages: readonly Stage[]): StageNames {
  return new Map(stages.flatMap((stage) => (stage.name ? [[stage.name.text.toLowerCase(), stage]] : [])));
}

/** The earlier stage that this one stands on, if it stands on one. */
export function parentOf(stage: Stage, names: StageNames): Stage | undefined {
  const parent = names.get(unquoted(stage.base?.text ?? '').toLowerCase());
  return parent !== undefined && parent.index < stage.index ? parent : undefined;
}

/** The last stage and those that it stands on, top first: their layers, and no others, are in the image. */
export function shippedStages(stages: readonly Stage[], names: StageNames): Stage[] {
  const shipped: Stage[] = [];
  for (let stage = stages.at(-1); stage !== undefined; stage = parentOf(stage, names)) shipped.push(stage);
  return shipped;
}
