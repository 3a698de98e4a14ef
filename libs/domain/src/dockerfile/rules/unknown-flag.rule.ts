import { defineRule } from '../rule.js';
import { GRAMMAR } from './grammar.js';
import { withTriggers } from './instructions-of.js';

export const unknownFlag = defineRule<{ instruction: string; flag: string; known: string }>({
  id: 'unknown-flag',
  severity: 'error',
  message: ({ instruction, flag, known }) =>
    `${instruction} has no flag --${flag}. ${known === '' ? 'It takes none' : `It takes ${known}`}; a flag for a program goes into the exec form, ["program", "--${flag}"].`,
  *find(file) {
    for (const { name, flags } of withTriggers(file)) {
      const known = GRAMMAR.get(name)?.flags;
      if (known === undefined) continue;
      for (const flag of flags.filter((candidate) => !known.includes(candidate.name))) {
        const values = { instruction: name, flag: flag.name, known: known.map((other) => `--${other}`).join(', ') };
        yield { span: flag.span, values };
      }
    }
  },
});
