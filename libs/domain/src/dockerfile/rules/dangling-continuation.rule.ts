import { defineRule } from '../rule.js';
import { replace } from './edits.js';

export const danglingContinuation = defineRule<Record<never, never>>({
  id: 'dangling-continuation',
  severity: 'warning',
  message: () =>
    'This line says that it goes on, but the file ends here. Remove the escape character, or write the rest.',
  *find({ instructions, escapeChar }) {
    for (const { danglingEscape: span, line } of instructions) {
      if (span === undefined) continue;
      const fix = { title: 'Remove the escape character', edits: [replace(span, '')] };
      const uncoversAnother = line.text.trimEnd().endsWith(escapeChar);
      yield { span, values: {}, fix: uncoversAnother ? undefined : fix };
    }
  },
});
