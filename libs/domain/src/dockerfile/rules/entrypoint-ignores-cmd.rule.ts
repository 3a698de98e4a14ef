import { defineRule } from '../rule.js';
import { instructionsOf } from './instructions-of.js';

export const entrypointIgnoresCmd = defineRule<Record<never, never>>({
  id: 'entrypoint-ignores-cmd',
  severity: 'warning',
  message: () =>
    'This CMD is without effect: an ENTRYPOINT in shell form takes no arguments, neither from CMD nor from "docker run". Write the ENTRYPOINT in exec form.',
  *find({ stages }) {
    for (const stage of stages) {
      const entrypoint = instructionsOf(stage, 'ENTRYPOINT').at(-1);
      const cmd = instructionsOf(stage, 'CMD').at(-1);
      if (entrypoint && cmd && entrypoint.form.kind !== 'exec') yield { span: cmd.span, values: {} };
    }
  },
});
