import { defineRule, type SpanFix } from '../rule.js';
import type { Instruction } from '../syntax/instruction.js';
import { unquoted } from '../syntax/words.js';
import { replace } from './edits.js';
import { hasVariable, instructionsOf } from './instructions-of.js';

const REMOTE = /^(?:[a-z][a-z+.-]*:\/\/|git@)/i;
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+|gz|bz2|xz|zst)$/i;
/** Docker knows an archive by its content; a folder or another extension shows that it is none. */
const SURELY_PLAIN = /(?:^|\/)\.{0,2}\/?$|\/$|\.(?!tar|t[bgx]z)\w{1,5}$/i;

export const addForCopy = defineRule<Record<never, never>>({
  id: 'add-for-copy',
  severity: 'warning',
  message: () =>
    'ADD also unpacks archives and fetches URLs, which a reader must rule out here. COPY says that files are only copied: use it.',
  *find(file) {
    for (const add of instructionsOf(file, 'ADD')) {
      const sources = sourcesOf(add);
      if (sources.length === 0 || add.flags.some(({ name }) => ADD_ONLY.has(name)) || !sources.every(isLocalFile))
        continue;
      yield {
        span: add.keyword,
        values: {},
        fix: sources.every((source) => SURELY_PLAIN.test(source)) ? toCopy(add) : undefined,
      };
    }
  },
});

const ADD_ONLY = new Set(['checksum', 'keep-git-dir', 'unpack']);

/** All arguments but the last; heredocs are copied as they are, and count as plain files. */
function sourcesOf({ form, words, heredocs }: Instruction): string[] {
  if (heredocs.length > 0) return [];
  return (form.kind === 'exec' ? [...form.strings] : words.map(({ text }) => unquoted(text))).slice(0, -1);
}

const isLocalFile = (source: string): boolean =>
  !hasVariable(source) && !REMOTE.test(source) && !ARCHIVE.test(source) && !source.endsWith('*');

const toCopy = ({ keyword }: Instruction): SpanFix => ({ title: 'Use COPY', edits: [replace(keyword, 'COPY')] });
