import { defineRule } from '../rule.js';
import { instructionsOf } from './instructions-of.js';
import { calls, subcommandOf } from './package-managers.js';

const APT = ['apt-get', 'apt'];

export const aptUpdateAlone = defineRule<Record<never, never>>({
  id: 'apt-update-alone',
  severity: 'warning',
  message: () =>
    'The package lists are fetched in a layer of their own: from the cache they stay old, and a later install fails or takes old packages. Put "apt-get update && apt-get install …" into one RUN.',
  *find(file) {
    for (const run of instructionsOf(file, 'RUN')) {
      if (calls(run, APT, ['install', 'upgrade', 'dist-upgrade', 'full-upgrade', 'build-dep', 'download'])) continue;
      const update = run.script.commands.find(
        (command) => APT.includes(command.program) && subcommandOf(command, ['update']),
      );
      if (update?.argv[0]) yield { span: update.argv[0].span, values: {} };
    }
  },
});
