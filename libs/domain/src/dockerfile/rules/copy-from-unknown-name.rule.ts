import { defineRule } from '../rule.js';
import { copySources, stageNumber } from './copy-sources.js';

/** A tag, a digest, a registry or a user's name shows that an image is meant. */
const SURELY_IMAGE = /[/:@]/;

export const copyFromUnknownName = defineRule<{ name: string }>({
  id: 'copy-from-unknown-name',
  severity: 'warning',
  message: ({ name }) =>
    `No stage is called ${name}, so Docker will pull an image of that name. Correct the stage's name, or write ${name}:tag if the image is meant.`,
  *find(file) {
    for (const source of copySources(file)) {
      if (stageNumber(file, source) !== undefined || SURELY_IMAGE.test(source.from)) continue;
      yield { span: source.span, values: { name: source.from.slice(0, 80) } };
    }
  },
});
