import { defineRule } from '../rule.js';
import { baseImageOf } from './base-image.js';
import { instructionsOf } from './instructions-of.js';

/** Images that say so in their name; Windows has no root. */
const NOT_ROOT = /nonroot|rootless|unprivileged|windows/;
const ROOT = /^"?(?:root|0)(?::|"?$)/;

export const runsAsRoot = defineRule<Record<never, never>>({
  id: 'runs-as-root',
  severity: 'hint',
  message: () =>
    'Unless the base image sets another user, the program runs as root. Make a user and name it in USER before the end, so that a broken program is not root too.',
  *find(file) {
    const { shippedStages } = file;
    const [last] = shippedStages;
    const bottom = shippedStages.at(-1);
    if (last === undefined || bottom === undefined) return;
    if (NOT_ROOT.test(baseImageOf(bottom, file)?.reference ?? '')) return;
    const user = shippedStages.flatMap((stage) => instructionsOf(stage, 'USER').slice(-1))[0];
    if (user === undefined) yield { span: last.from.span, values: {} };
    else if (ROOT.test(user.args.text)) yield { span: user.span, values: {} };
  },
});
