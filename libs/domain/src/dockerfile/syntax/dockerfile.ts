import { type Directive, directiveIn, escapeOf, readDirectives } from './directives.js';
import type { Instruction } from './instruction.js';
import { isBlank, isComment, LineReader } from './line-reader.js';
import { parseInstruction } from './parse-instruction.js';
import { readLogicalLine } from './read-logical-line.js';
import { type Stage, type StageNames, shippedStages, stageNames, stagesOf } from './stages.js';
import { TextPositions } from './text-positions.js';

export interface Dockerfile {
  readonly text: string;
  readonly positions: TextPositions;
  /** The line break that the file uses. */
  readonly lineBreak: '\n' | '\r\n';
  readonly escapeChar: string;
  readonly directives: readonly Directive[];
  /** Lines that look like directives, but stand where they are comments. */
  readonly lateDirectives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly stageNames: StageNames;
  readonly shippedStages: readonly Stage[];
}

/**
 * Parses as BuildKit does: directives, continued lines, comments between them, heredocs, a byte order mark, any line
 * break. Takes every text without an error; what Docker would refuse is for the rules to say. Time grows linearly.
 */
export function parseDockerfile(text: string): Dockerfile {
  const lines = new LineReader(text);
  const directives = readDirectives(lines);
  const escapeChar = escapeOf(directives);
  const lateDirectives: Directive[] = [];
  const instructions: Instruction[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (isComment(line)) lateDirectives.push(...[directiveIn(line) ?? []].flat());
    else if (!isBlank(line))
      instructions.push(parseInstruction(readLogicalLine(line, lines, escapeChar), lines, escapeChar));
  }
  const stages = stagesOf(instructions);
  const names = stageNames(stages);
  return {
    text,
    positions: new TextPositions(text),
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
    escapeChar,
    directives,
    lateDirectives,
    instructions,
    stages,
    stageNames: names,
    shippedStages: shippedStages(stages, names),
  };
}
