import { defineRule, type SpanFix } from '../rule.js';
import type { Instruction } from '../syntax/instruction.js';
import { parseShell } from '../syntax/shell.js';
import { unquoted } from '../syntax/words.js';
import { replace } from './edits.js';
import { instructionsOf } from './instructions-of.js';

/** Words that mean the same to a shell as to a program: nothing to expand, nothing to join. */
const PLAIN = /^(?:[\w%+:,./@-][\w%+=:,./@-]*|"[^"$`\\]*"|'[^'\\]*')$/;
const BUILT_IN = new Set([
  'cd',
  'exec',
  'export',
  'set',
  'source',
  '.',
  ':',
  'eval',
  'trap',
  'ulimit',
  'umask',
  'wait',
]);

export const shellForm = defineRule<{ instruction: string }>({
  id: 'shell-form',
  severity: 'warning',
  message: ({ instruction }) =>
    `In shell form ${instruction} runs under /bin/sh -c: the shell gets the signals, so that "docker stop" may have to kill the program, and the image needs a shell. Write the exec form, ${instruction} ["program", "argument"].`,
  *find({ stages }) {
    for (const stage of stages) {
      if (instructionsOf(stage, 'SHELL').length > 0) continue;
      for (const instruction of instructionsOf(stage, 'CMD', 'ENTRYPOINT')) {
        const { form, args, name } = instruction;
        if (form.kind !== 'shell' || args.text === '') continue;
        yield { span: args.span, values: { instruction: name }, fix: toExecForm(instruction) };
      }
    }
  },
});

function toExecForm({ line, args }: Instruction): SpanFix | undefined {
  const { commands, hasComment } = parseShell(line, args.from, args.to);
  const [command] = commands;
  if (commands.length !== 1 || command === undefined || hasComment || BUILT_IN.has(command.program)) return undefined;
  if (command.argv.length !== command.words.length || !command.words.every(({ text }) => PLAIN.test(text)))
    return undefined;
  const strings = command.words.map(({ text }) => JSON.stringify(unquoted(text)));
  return { title: 'Write in exec form', edits: [replace(args.span, `[${strings.join(', ')}]`)] };
}
