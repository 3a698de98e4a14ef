import { defineRule } from '../rule.js';

export const unterminatedHeredoc = defineRule<{ name: string }>({
  id: 'unterminated-heredoc',
  severity: 'error',
  message: ({ name }) =>
    `The file ends before the line ${name} that closes this heredoc. Add a line with ${name} and nothing else.`,
  *find({ instructions }) {
    for (const { name, span, unterminated } of instructions.flatMap(({ heredocs }) => heredocs)) {
      if (unterminated) yield { span, values: { name: name.slice(0, 80) } };
    }
  },
});
