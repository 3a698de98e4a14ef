import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { adviseDockerfile, RULES } from '@roadstead/domain/dockerfile';
import { type AdviceMessages, adviceWords } from './use-advice-words';

const chinese = JSON.parse(
  readFileSync(new URL('../../../messages/advice.zh-CN.json', import.meta.url), 'utf8'),
) as AdviceMessages;
const words = adviceWords('zh-CN', chinese);

/** Each finds something else; together they find what has values and fixes. */
const FILES = [
  'FROM node\nMAINTAINER ada\nADD a.json /x/\nRUN apt-get update && apt-get install curl\nENV A b\nEXPOSE 99999\nCMD node x',
  'FROM a AS x\nRUN one\nRUN two\nCMD a\nCMD ["b"]\nFROM b AS x\nCOPY --from=9 a b\nCOPY --from=nobody a b\nENTRYPOINT [a]',
  'RUN x\n',
  'FROM a b\nCOPY x\nRUN --nothing x\nFOO bar\nENV =x\nSHELL sh\nONBUILD FROM x\nCMD ["a", "b"\nRUN <<EOF\nx',
];

describe('advice in Chinese', () => {
  it('has words for every rule, and for nothing else', () => {
    expect(Object.keys(chinese.rules).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it.each(FILES)('says what is found in %j with its values in place', (file) => {
    const advice = adviseDockerfile(file);
    expect(advice.length).toBeGreaterThan(0);
    for (const each of advice) {
      const message = words.message(each);
      expect({ rule: each.rule, message }).toEqual({
        rule: each.rule,
        message: expect.stringMatching(/[\u4e00-\u9fff]/),
      });
      expect(message).not.toMatch(/[{}]/);
      if (each.fix !== undefined) expect(words.fix(each)).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('falls back to the words of a rule that it does not know', () => {
    const [known] = adviseDockerfile('RUN x');
    if (known === undefined) throw new Error('there is advice on this');
    expect(words.message({ ...known, rule: 'brand-new', message: 'as the rule says' })).toBe('as the rule says');
  });
});
