import { defineRule } from '../rule.js';

export const fromArguments = defineRule<{ arguments: string }>({
  id: 'from-arguments',
  severity: 'error',
  message: (values) =>
    `FROM takes an image, or an image AS a name, but found "${values.arguments}". Write FROM image AS name; a comment needs a line of its own.`,
  *find({ stages }) {
    for (const { from } of stages) {
      const { words, args } = from;
      const named = words.length === 3 && words[1]?.text.toUpperCase() === 'AS';
      if (words.length > 1 && !named) yield { span: args.span, values: { arguments: args.text.slice(0, 80) } };
    }
  },
});
