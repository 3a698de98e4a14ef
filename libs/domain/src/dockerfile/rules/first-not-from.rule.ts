import { defineRule } from '../rule.js';
import { GRAMMAR } from './grammar.js';

export const firstNotFrom = defineRule<{ instruction: string }>({
  id: 'first-not-from',
  severity: 'error',
  message: ({ instruction }) =>
    `${instruction} stands before the first FROM, where only ARG may. Put FROM with the base image above it.`,
  *find({ instructions }) {
    for (const { name, keyword } of instructions) {
      if (name === 'FROM') return;
      if (name === 'ARG' || !GRAMMAR.has(name)) continue;
      yield { span: keyword, values: { instruction: name } };
      return;
    }
  },
});
