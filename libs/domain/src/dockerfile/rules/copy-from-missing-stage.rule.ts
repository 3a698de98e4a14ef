import { defineRule } from '../rule.js';
import { copySources, stageNumber } from './copy-sources.js';

export const copyFromMissingStage = defineRule<{ stage: string }>({
  id: 'copy-from-missing-stage',
  severity: 'error',
  message: ({ stage }) =>
    `Stage ${stage} is this stage itself or does not exist, so nothing can be copied from it. Name a stage above, by its AS name or its number from 0.`,
  *find(file) {
    for (const source of copySources(file)) {
      const number = stageNumber(file, source);
      if (number === undefined || (number !== source.inStage && number < file.stages.length)) continue;
      yield { span: source.span, values: { stage: source.from.slice(0, 80) } };
    }
  },
});
