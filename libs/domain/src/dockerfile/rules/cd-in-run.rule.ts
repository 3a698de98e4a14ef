import { defineRule } from '../rule.js';
import { instructionsOf } from './instructions-of.js';

export const cdInRun = defineRule<{ path: string }>({
  id: 'cd-in-run',
  severity: 'hint',
  message: ({ path }) =>
    `The cd lasts only to the end of this RUN. If what follows is to work in ${path} too, write WORKDIR ${path} above, which also makes the directory.`,
  *find(file) {
    for (const { script, heredocs } of instructionsOf(file, 'RUN')) {
      const [first] = script.commands;
      const [program, path] = first?.argv ?? [];
      if (heredocs.length > 0 || first?.program !== 'cd' || program === undefined || path === undefined) continue;
      yield { span: { start: program.span.start, end: path.span.end }, values: { path: path.text.slice(0, 80) } };
    }
  },
});
