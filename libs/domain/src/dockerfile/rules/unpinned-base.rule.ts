import { defineRule } from '../rule.js';
import { baseImageOf } from './base-image.js';

export const unpinnedBase = defineRule<{ image: string }>({
  id: 'unpinned-base',
  severity: 'warning',
  message: ({ image }) =>
    `${image} means whatever is latest on the day of the build, so the same file gives another image tomorrow. Name a version as the tag, or a digest.`,
  *find(file) {
    for (const stage of file.stages) {
      const image = baseImageOf(stage, file);
      if (image === undefined || image.digest !== undefined) continue;
      if (image.tag === undefined || image.tag === 'latest') {
        yield { span: image.word.span, values: { image: image.reference.slice(0, 120) } };
      }
    }
  },
});
