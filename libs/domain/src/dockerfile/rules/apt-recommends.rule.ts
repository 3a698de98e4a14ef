import { defineRule } from '../rule.js';
import { insertAfter } from './edits.js';
import { instructionsOf } from './instructions-of.js';
import { subcommandOf } from './package-managers.js';

const SWITCHED_OFF = /--no-install-recommends|APT::Install-Recommends/i;

export const aptRecommends = defineRule<Record<never, never>>({
  id: 'apt-recommends',
  severity: 'hint',
  message: () =>
    'Without --no-install-recommends apt also installs packages that are merely recommended, often many. Add the flag, and name what you need.',
  *find({ shippedStages }) {
    for (const run of shippedStages.flatMap((stage) => instructionsOf(stage, 'RUN'))) {
      for (const command of run.script.commands) {
        const install = command.program === 'apt-get' ? subcommandOf(command, ['install']) : undefined;
        if (install === undefined || command.argv.some(({ text }) => SWITCHED_OFF.test(text))) continue;
        const edits = [insertAfter(install.span, ' --no-install-recommends')];
        const fix = { title: 'Add --no-install-recommends', edits };
        yield { span: install.span, values: {}, fix: run.form.kind === 'shell' ? fix : undefined };
      }
    }
  },
});
