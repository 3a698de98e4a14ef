import { defineRule } from '../rule.js';
import type { Dockerfile } from '../syntax/dockerfile.js';
import { parentOf } from '../syntax/stages.js';
import { copySources, stageNumber } from './copy-sources.js';

export const unusedStage = defineRule<{ stage: string }>({
  id: 'unused-stage',
  severity: 'hint',
  message: ({ stage }) =>
    `No other stage uses stage ${stage}, so a plain build leaves it out or builds it for nothing. Remove it, unless it is built as a target of its own.`,
  *find(file) {
    if (namesStageByVariable(file)) return;
    const used = usedStages(file);
    for (const { index, name, from } of file.stages.slice(0, -1)) {
      if (!used.has(index)) yield { span: name?.span ?? from.span, values: { stage: name?.text ?? String(index) } };
    }
  },
});

function usedStages(file: Dockerfile): Set<number | undefined> {
  const parents = file.stages.map((stage) => parentOf(stage, file.stageNames)?.index);
  return new Set([...parents, ...copySources(file).map((source) => stageNumber(file, source))]);
}

/** `FROM $base` may mean any stage above. */
const namesStageByVariable = ({ stages }: Dockerfile): boolean =>
  stages.some(({ base, index }) => index > 0 && base?.text.includes('$'));
