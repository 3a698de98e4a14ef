import { defineRule } from '../rule.js';
import { instructionsOf } from './instructions-of.js';

export const cmdShellFormArguments = defineRule<Record<never, never>>({
  id: 'cmd-shell-form-arguments',
  severity: 'warning',
  message: () =>
    'With this ENTRYPOINT the CMD gives its arguments, and in shell form they are "/bin/sh", "-c" and the text as one. Write CMD as a JSON array of the arguments.',
  *find({ stages }) {
    for (const stage of stages) {
      const entrypoint = instructionsOf(stage, 'ENTRYPOINT').at(-1);
      const cmd = instructionsOf(stage, 'CMD').at(-1);
      const isExec = entrypoint?.form.kind === 'exec' && entrypoint.form.strings.length > 0;
      if (isExec && cmd && cmd.form.kind !== 'exec') yield { span: cmd.args.span, values: {} };
    }
  },
});
