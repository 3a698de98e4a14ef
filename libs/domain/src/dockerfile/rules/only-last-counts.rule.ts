import { defineRule } from '../rule.js';
import { deleteLines } from './edits.js';
import { instructionsOf } from './instructions-of.js';

export const onlyLastCounts = defineRule<{ instruction: string }>({
  id: 'only-last-counts',
  severity: 'warning',
  message: ({ instruction }) =>
    `A later ${instruction} of this stage replaces this one: only the last ${instruction} counts. Remove this line.`,
  *find(file) {
    for (const stage of file.stages) {
      for (const name of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
        for (const instruction of instructionsOf(stage, name).slice(0, -1)) {
          const fix = { title: `Remove this ${name}`, edits: [deleteLines(file, instruction)] };
          yield { span: instruction.span, values: { instruction: name }, fix };
        }
      }
    }
  },
});
