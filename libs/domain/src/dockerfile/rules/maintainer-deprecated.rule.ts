import { defineRule } from '../rule.js';
import { unquoted } from '../syntax/words.js';
import { replace } from './edits.js';
import { instructionsOf } from './instructions-of.js';

export const maintainerDeprecated = defineRule<Record<never, never>>({
  id: 'maintainer-deprecated',
  severity: 'warning',
  message: () =>
    'MAINTAINER is deprecated. Use LABEL org.opencontainers.image.authors, which "docker inspect" shows too.',
  *find(file) {
    for (const { span, args } of instructionsOf(file, 'MAINTAINER')) {
      if (args.text === '') continue;
      const author = unquoted(args.text).replace(/["\\$`]/g, '\\$&');
      const newText = `LABEL org.opencontainers.image.authors="${author}"`;
      yield {
        span,
        values: {},
        fix: file.escapeChar === '\\' ? { title: 'Write as LABEL', edits: [replace(span, newText)] } : undefined,
      };
    }
  },
});
