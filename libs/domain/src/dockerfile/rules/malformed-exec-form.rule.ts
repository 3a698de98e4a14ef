import { defineRule, type SpanFix } from '../rule.js';
import { parseStrings } from '../syntax/exec-form.js';
import type { Instruction } from '../syntax/instruction.js';
import { replace } from './edits.js';
import { withTriggers } from './instructions-of.js';

export const malformedExecForm = defineRule<{ instruction: string }>({
  id: 'malformed-exec-form',
  severity: 'warning',
  message: ({ instruction }) =>
    `This looks like the exec form of ${instruction}, but is no JSON array of strings, so Docker reads it as plain words or hands it to the shell. Use double quotes, a comma between strings, and a bracket at each end.`,
  *find(file) {
    for (const instruction of withTriggers(file)) {
      if (instruction.form.kind !== 'broken-exec') continue;
      yield { span: instruction.args.span, values: { instruction: instruction.name }, fix: doubleQuotes(instruction) };
    }
  },
});

/** Single quotes are the usual slip; nothing else is guessed. */
function doubleQuotes({ args }: Instruction): SpanFix | undefined {
  if (args.text.includes('"') || args.text.includes('\\')) return undefined;
  const newText = args.text.replaceAll("'", '"');
  if (parseStrings(newText) === undefined) return undefined;
  return { title: 'Use double quotes', edits: [replace(args.span, newText)] };
}
