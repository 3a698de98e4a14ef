import { defineRule } from '../rule.js';
import { replace } from './edits.js';

export const emptyContinuation = defineRule<Record<never, never>>({
  id: 'empty-continuation',
  severity: 'warning',
  message: () =>
    'A blank line stands within a continued instruction. Docker skips it for now, and has announced to refuse it: remove it, or end the instruction above.',
  *find({ instructions, positions }) {
    for (const span of instructions.flatMap(({ blankLines }) => blankLines)) {
      const edits = [replace(positions.wholeLines(span), '')];
      yield { span, values: {}, fix: { title: 'Remove the blank line', edits } };
    }
  },
});
