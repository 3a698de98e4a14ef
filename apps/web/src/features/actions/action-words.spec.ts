import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ACTION_VERBS } from '@roadstead/domain';
import { keyOfVerb, nounOf, verbOfKey } from './verb-key';

interface Words {
  actions: { verb: Record<string, string>; noun: Record<string, string> };
}

describe.each(['en', 'zh-CN'])('the words of the log of actions in %s', (locale) => {
  const file = new URL(`../../../messages/pages.${locale}.json`, import.meta.url);
  const { actions } = JSON.parse(readFileSync(file, 'utf8')) as Words;

  it('name every verb, and no other', () => {
    expect(Object.keys(actions.verb).sort()).toEqual(ACTION_VERBS.map(keyOfVerb).sort());
    expect(Object.keys(actions.verb).map(verbOfKey).sort()).toEqual([...ACTION_VERBS].sort());
  });

  it('name every noun, and no other', () => {
    expect(Object.keys(actions.noun).sort()).toEqual([...new Set(ACTION_VERBS.map(nounOf))].sort());
  });

  it('tell the verbs apart', () => {
    expect(new Set(Object.values(actions.verb)).size).toBe(ACTION_VERBS.length);
  });
});
