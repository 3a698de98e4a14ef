import { defineRule } from '../rule.js';
import { instructionsOf } from './instructions-of.js';

const FORBIDDEN = new Set(['FROM', 'MAINTAINER', 'ONBUILD']);

export const onbuildForbidden = defineRule<{ instruction: string }>({
  id: 'onbuild-forbidden',
  severity: 'error',
  message: ({ instruction }) => `ONBUILD cannot hold ${instruction}. Put off another instruction, or remove the line.`,
  *find(file) {
    for (const { trigger } of instructionsOf(file, 'ONBUILD')) {
      if (trigger && FORBIDDEN.has(trigger.name))
        yield { span: trigger.keyword, values: { instruction: trigger.name } };
    }
  },
});
