import { defineRule } from '../rule.js';

export const lateDirective = defineRule<{ directive: string }>({
  id: 'late-directive',
  severity: 'warning',
  message: ({ directive }) =>
    `A directive counts only at the very head of the file; here "${directive}=" is a mere comment. Move it to the first line.`,
  *find({ lateDirectives }) {
    for (const { name, span } of lateDirectives) yield { span, values: { directive: name } };
  },
});
