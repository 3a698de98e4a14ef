import { parseDockerfile } from './syntax/dockerfile.js';
import { parentOf } from './syntax/stages.js';

export interface BuildStep {
  /** The keyword in capitals. */
  readonly instruction: string;
  /** The instruction on one line, as Docker names the step; a heredoc's body left out. */
  readonly text: string;
  /** Its first line, from 1. */
  readonly line: number;
}

export interface BuildStage {
  /** From 0, as `COPY --from=0` counts. */
  readonly index: number;
  readonly name?: string;
  /** The image or stage after FROM, variables as written. */
  readonly base: string;
  /** The stage that this one stands on, if its base is one. */
  readonly parent?: number;
  /** The FROM first. */
  readonly steps: readonly BuildStep[];
}

/** The stages of a build and their steps, to be laid beside what the engine reports. Never throws. */
export function stepsOf(text: string): BuildStage[] {
  const { stages, stageNames, positions } = parseDockerfile(text);
  return stages.map((stage) => ({
    index: stage.index,
    name: stage.name?.text,
    base: stage.base?.text ?? '',
    parent: parentOf(stage, stageNames)?.index,
    steps: [stage.from, ...stage.instructions].map(({ name, line, span }) => ({
      instruction: name,
      text: line.text.trim().replace(/\s+/g, ' '),
      line: positions.lineAt(span.start),
    })),
  }));
}
