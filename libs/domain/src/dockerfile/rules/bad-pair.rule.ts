import { defineRule } from '../rule.js';
import { isLegacyPair, pairsOf } from '../syntax/pairs.js';
import { withTriggers } from './instructions-of.js';

export const badPair = defineRule<{ word: string; instruction: string }>({
  id: 'bad-pair',
  severity: 'error',
  message: ({ word, instruction }) =>
    `${instruction} expects name=value, but "${word}" has ${word.startsWith('=') ? 'no name' : 'no ='}. Put quotes around a value with spaces: name="a value".`,
  *find(file) {
    for (const instruction of withTriggers(file).filter(({ name }) => name === 'ENV' || name === 'LABEL')) {
      if (isLegacyPair(instruction) && instruction.words.length > 1) continue;
      for (const { name, value, word } of pairsOf(instruction)) {
        if (name !== '' && value !== undefined) continue;
        yield { span: word.span, values: { word: word.text.slice(0, 80), instruction: instruction.name } };
      }
    }
  },
});
