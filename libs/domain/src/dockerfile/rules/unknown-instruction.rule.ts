import { defineRule } from '../rule.js';
import { GRAMMAR } from './grammar.js';
import { withTriggers } from './instructions-of.js';

export const unknownInstruction = defineRule<{ instruction: string }>({
  id: 'unknown-instruction',
  severity: 'error',
  message: ({ instruction }) =>
    `Docker knows no instruction ${instruction}. Begin the line with one of ${[...GRAMMAR.keys()].join(', ')}; a line that belongs to the one above needs an escape character at the end of that one.`,
  *find(file) {
    for (const { name, keyword } of withTriggers(file)) {
      if (!GRAMMAR.has(name)) yield { span: keyword, values: { instruction: name.slice(0, 40) } };
    }
  },
});
