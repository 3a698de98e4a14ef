import { defineRule } from '../rule.js';

export const badDirective = defineRule<{ directive: string }>({
  id: 'bad-directive',
  severity: 'error',
  message: ({ directive }) =>
    directive === 'escape'
      ? 'The escape directive takes a backslash or a backtick, and may stand once.'
      : `The directive ${directive} may stand only once. Remove the other.`,
  *find({ directives }) {
    const seen = new Set<string>();
    for (const { name, value, span } of directives) {
      const isWrong = name === 'escape' && value !== '`' && value !== '\\';
      if (isWrong || seen.has(name)) yield { span, values: { directive: name } };
      seen.add(name);
    }
  },
});
