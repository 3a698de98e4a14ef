import { defineRule } from '../rule.js';
import { copySources, stageNumber } from './copy-sources.js';

export const copyFromLaterStage = defineRule<{ stage: string }>({
  id: 'copy-from-later-stage',
  severity: 'warning',
  message: ({ stage }) => `Stage ${stage} comes further down; the classic builder cannot copy from it. Move it above.`,
  *find(file) {
    for (const source of copySources(file)) {
      const number = stageNumber(file, source) ?? -1;
      if (number <= source.inStage || number >= file.stages.length) continue;
      yield { span: source.span, values: { stage: source.from } };
    }
  },
});
