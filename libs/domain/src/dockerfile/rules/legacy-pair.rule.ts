import { defineRule, type SpanFix } from '../rule.js';
import type { Instruction } from '../syntax/instruction.js';
import { isLegacyPair } from '../syntax/pairs.js';
import { replace } from './edits.js';
import { instructionsOf } from './instructions-of.js';

/** Values that mean the same as they are, or between double quotes. */
const PLAIN = /^[^\s"'\\`]+$/;
const WITH_SPACES = /^[^"'\\`]+$/;
const QUOTED = /^"[^"\\`]*"$/;

export const legacyPair = defineRule<{ instruction: string; name: string }>({
  id: 'legacy-pair',
  severity: 'warning',
  message: ({ instruction, name }) =>
    `"${instruction} ${name} value" is the old form, which Docker has deprecated: it sets one name only, and takes the rest of the line. Write ${instruction} ${name}=value.`,
  *find(file) {
    for (const instruction of instructionsOf(file, 'ENV', 'LABEL')) {
      const [name] = instruction.words;
      if (name === undefined || instruction.words.length < 2 || !isLegacyPair(instruction)) continue;
      const values = { instruction: instruction.name, name: name.text.slice(0, 80) };
      yield { span: instruction.args.span, values, fix: withEquals(instruction) };
    }
  },
});

function withEquals({ words, line, args }: Instruction): SpanFix | undefined {
  const [name, first] = words;
  if (name === undefined || first === undefined) return undefined;
  const value = line.text.slice(first.from, args.to);
  const written = PLAIN.test(value) || QUOTED.test(value) ? value : WITH_SPACES.test(value) ? `"${value}"` : undefined;
  return written === undefined
    ? undefined
    : { title: `Write ${name.text}=…`, edits: [replace(args.span, `${name.text}=${written}`)] };
}
