import { defineRule } from '../rule.js';
import { instructionsOf } from './instructions-of.js';

export const sudoInRun = defineRule<Record<never, never>>({
  id: 'sudo-in-run',
  severity: 'warning',
  message: () =>
    'sudo is not needed in a build and changes how signals and the environment reach the program. RUN is root unless USER says otherwise: put USER root above, and the other user after.',
  *find(file) {
    for (const { program, argv } of instructionsOf(file, 'RUN').flatMap(({ script }) => script.commands)) {
      if (program === 'sudo' && argv[0]) yield { span: argv[0].span, values: {} };
    }
  },
});
