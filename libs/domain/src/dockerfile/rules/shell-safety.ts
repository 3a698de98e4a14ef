import type { Instruction } from '../syntax/instruction.js';

/** Commands whose effect is on the shell itself, and so on whatever would be joined behind them. */
const CHANGES_SHELL = new Set([
  'cd',
  'pushd',
  'popd',
  'export',
  'unset',
  'set',
  'shopt',
  'umask',
  'source',
  '.',
  'trap',
]);
const NEVER_RETURNS = new Set(['exit', 'return', 'exec']);

/** Whether ` && command` may be put behind the RUN: a plain script whose end is the end of its last command. */
export function canAppend({ name, form, heredocs, script }: Instruction): boolean {
  const last = script.commands.at(-1);
  return (
    name === 'RUN' &&
    form.kind === 'shell' &&
    heredocs.length === 0 &&
    !script.hasComment &&
    last !== undefined &&
    last.words.length > 0 &&
    !script.commands.some(({ words }) => NEVER_RETURNS.has(words[0]?.text ?? ''))
  );
}

/** Whether the RUN may become one of a chain of `&&` and do the same: only `&&` in it, and no trace left in the shell. */
export function canJoin(run: Instruction): boolean {
  return (
    canAppend(run) &&
    run.script.commands.every(
      ({ operator, program, argv, words }) =>
        (operator === '' || operator === '&&') && argv.length === words.length && !CHANGES_SHELL.has(program),
    )
  );
}
