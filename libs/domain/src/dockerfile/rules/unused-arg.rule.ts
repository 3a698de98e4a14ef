import { defineRule } from '../rule.js';
import type { Dockerfile } from '../syntax/dockerfile.js';
import { pairsOf } from '../syntax/pairs.js';
import { instructionsOf } from './instructions-of.js';

/** Read by programs from the environment, or by BuildKit itself. */
const READ_ELSEWHERE =
  /^(?:(?:https?|ftp|no|all)_proxy|DEBIAN_FRONTEND|BUILDKIT_\w+|SOURCE_DATE_EPOCH|(?:TARGET|BUILD)\w+)$/i;
const REFERENCE = /\$\{?([A-Za-z_]\w*)/g;
const IDENTIFIER = /[A-Za-z_]\w*/g;

export const unusedArg = defineRule<{ name: string }>({
  id: 'unused-arg',
  severity: 'hint',
  message: ({ name }) =>
    `Nothing in the file uses the build argument ${name}. Remove it, unless a program in a RUN reads it from its environment.`,
  *find(file) {
    const used = usedNames(file);
    for (const arg of instructionsOf(file, 'ARG')) {
      for (const { name, word } of pairsOf(arg)) {
        if (!used.has(name) && !READ_ELSEWHERE.test(name))
          yield { span: word.span, values: { name: name.slice(0, 80) } };
      }
    }
  },
});

/** Every variable referred to, and every word in a RUN, which may read its environment by other means. */
function usedNames(file: Dockerfile): Set<string> {
  const references = [...file.text.matchAll(REFERENCE)].map(([, name = '']) => name);
  const words = instructionsOf(file, 'RUN').flatMap(({ args, heredocs }) =>
    [args.text, ...heredocs.map(({ body }) => body.text)].flatMap((text) => text.match(IDENTIFIER) ?? []),
  );
  return new Set([...references, ...words]);
}
