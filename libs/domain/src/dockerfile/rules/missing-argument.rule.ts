import { defineRule } from '../rule.js';
import { GRAMMAR } from './grammar.js';
import { withTriggers } from './instructions-of.js';

export const missingArgument = defineRule<{ instruction: string; count: number }>({
  id: 'missing-argument',
  severity: 'error',
  message: ({ instruction, count }) =>
    `${instruction} needs ${count === 1 ? 'an argument' : `at least ${count} arguments: the sources and, last, the destination`}. Write it, or remove the line.`,
  *find(file) {
    for (const { name, span, words, form } of withTriggers(file)) {
      const count = GRAMMAR.get(name)?.arguments ?? 0;
      const given = form.kind === 'exec' && count > 1 ? form.strings.length : words.length;
      if (given < count) yield { span, values: { instruction: name, count } };
    }
  },
});
