import { defineRule } from '../rule.js';
import { parentOf, type Stage, type StageNames } from '../syntax/stages.js';
import { unquoted } from '../syntax/words.js';
import { hasVariable, instructionsOf } from './instructions-of.js';

const ABSOLUTE = /^(?:\/|\\|[a-zA-Z]:)/;

export const relativeWorkdir = defineRule<{ path: string }>({
  id: 'relative-workdir',
  severity: 'warning',
  message: ({ path }) =>
    `${path} is taken from the base image's working directory, which may change with the image. Begin the path with /.`,
  *find({ stages, stageNames }) {
    for (const stage of stages) {
      const [first] = instructionsOf(stage, 'WORKDIR');
      if (first === undefined || first.args.text === '' || inheritsWorkdir(stage, stageNames)) continue;
      const path = unquoted(first.args.text);
      if (!hasVariable(path) && !ABSOLUTE.test(path))
        yield { span: first.args.span, values: { path: path.slice(0, 80) } };
    }
  },
});

function inheritsWorkdir(stage: Stage, names: StageNames): boolean {
  for (let parent = parentOf(stage, names); parent !== undefined; parent = parentOf(parent, names)) {
    if (instructionsOf(parent, 'WORKDIR').length > 0) return true;
  }
  return false;
}
