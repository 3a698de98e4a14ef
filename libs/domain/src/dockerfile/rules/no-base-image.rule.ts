import { defineRule } from '../rule.js';

export const noBaseImage = defineRule<Record<never, never>>({
  id: 'no-base-image',
  severity: 'error',
  message: () =>
    'There is no FROM, so there is nothing to build on. Begin with FROM and a base image, or FROM scratch.',
  *find({ stages }) {
    if (stages.length === 0) yield { span: { start: 0, end: 0 }, values: {} };
  },
});
