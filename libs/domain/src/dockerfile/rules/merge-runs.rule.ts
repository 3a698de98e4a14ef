import { defineRule, type SpanEdit } from '../rule.js';
import type { Dockerfile } from '../syntax/dockerfile.js';
import type { Instruction } from '../syntax/instruction.js';
import { replace } from './edits.js';
import { canJoin } from './shell-safety.js';

export const mergeRuns = defineRule<{ count: number }>({
  id: 'merge-runs',
  severity: 'hint',
  message: ({ count }) =>
    `These ${count} RUN lines make ${count} layers, and what a later one deletes still weighs in the earlier. Join them with && into one RUN.`,
  *find(file) {
    for (const { instructions } of file.shippedStages) {
      for (const runs of neighbours(instructions)) {
        const span = { start: runs[0]?.span.start ?? 0, end: runs.at(-1)?.span.end ?? 0 };
        const fix = { title: 'Join into one RUN', edits: joins(runs, file) };
        yield { span, values: { count: runs.length }, fix: runs.every(canJoin) ? fix : undefined };
      }
    }
  },
});

/** Two or more RUN in shell form in a row. Flags and heredocs belong to one RUN alone, and end the row. */
function neighbours(instructions: readonly Instruction[]): Instruction[][] {
  const rows: Instruction[][] = [[]];
  for (const instruction of instructions) {
    if (isJoinable(instruction)) rows.at(-1)?.push(instruction);
    else rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

const isJoinable = ({ name, form, flags, heredocs, args }: Instruction): boolean =>
  name === 'RUN' && form.kind === 'shell' && flags.length === 0 && heredocs.length === 0 && args.text !== '';

/** From the end of each RUN to the command of the next: the comments between stay, blank lines go. */
function joins(runs: readonly Instruction[], { text, escapeChar, lineBreak }: Dockerfile): SpanEdit[] {
  return runs.slice(1).map((run, index) => {
    const start = runs[index]?.span.end ?? run.span.start;
    const comments = text
      .slice(start, run.span.start)
      .split(/\r?\n/)
      .filter((line) => line.trimStart().startsWith('#'));
    const lines = [` && ${escapeChar}`, ...comments, '    '];
    return replace({ start, end: run.args.span.start }, lines.join(lineBreak));
  });
}
