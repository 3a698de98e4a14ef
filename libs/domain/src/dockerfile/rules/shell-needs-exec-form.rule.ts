import { defineRule } from '../rule.js';
import { withTriggers } from './instructions-of.js';

export const shellNeedsExecForm = defineRule<Record<never, never>>({
  id: 'shell-needs-exec-form',
  severity: 'error',
  message: () => 'SHELL takes only the exec form. Write it as a JSON array, as in SHELL ["/bin/bash", "-c"].',
  *find(file) {
    for (const { name, form, args } of withTriggers(file)) {
      if (name === 'SHELL' && args.text !== '' && form.kind !== 'exec') yield { span: args.span, values: {} };
    }
  },
});
