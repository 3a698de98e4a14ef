import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ADVICE, ERRORS, REASONS } from '@roadstead/domain';
import { createTranslator } from 'use-intl/core';
import { type Messages, type PageMessages, withPageMessages } from './locales';

interface Tree {
  [key: string]: string | Tree;
}

function readFile(name: string): Tree {
  return JSON.parse(readFileSync(new URL(`../../../messages/${name}`, import.meta.url), 'utf8')) as Tree;
}

/** The words that come first, and those of the pages. */
function read(locale: string): Tree {
  const core = readFile(`${locale}.json`) as unknown as Messages;
  return withPageMessages(core, readFile(`pages.${locale}.json`) as unknown as PageMessages) as unknown as Tree;
}

function flatten(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : flatten(value, [...path, key]),
  );
}

/** Names of placeholders and of tags; the words within a plural have no names of their own. */
function namesIn(message: string): string[] {
  const placeholders = message.matchAll(/\{(\w+)(?=[,}])/g);
  const tags = message.matchAll(/<(\w+)>/g);
  return [...new Set([...placeholders, ...tags].map(([, name = '']) => name))].sort();
}

/** Docker's own terms, which its Chinese pages leave as they are. */
const DOCKER_TERMS = ['images.diffId', 'images.config.shell'];

const english = new Map(flatten(read('en')));
const chinese = new Map(flatten(read('zh-CN')));

describe('the messages', () => {
  it.each(['en', 'zh-CN'])('%s: no part of the words is in both files', (locale) => {
    const first = Object.keys(readFile(`${locale}.json`));
    expect(Object.keys(readFile(`pages.${locale}.json`)).filter((part) => first.includes(part))).toEqual([]);
  });

  it('have the same keys in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([...english])('%s has the same placeholders and tags in both languages', (key, message) => {
    expect(namesIn(chinese.get(key) ?? '')).toEqual(namesIn(message));
  });

  it.each(['en', 'zh-CN'])('can all be formatted in %s', (locale) => {
    const t = createTranslator({
      locale,
      messages: read(locale) as Messages,
      onError: (error) => {
        throw error;
      },
    });
    for (const [key, message] of flatten(read(locale))) {
      const values = Object.fromEntries(namesIn(message).map((name) => [name, 2]));
      const tags = { b: (chunks: string) => chunks, link: (chunks: string) => chunks };
      expect(t.markup(key as Parameters<typeof t.markup>[0], { ...values, ...tags })).not.toBe('');
    }
  });

  it('say of every error in English just what the registry says', () => {
    for (const [code, { message }] of Object.entries(ERRORS)) {
      expect({ code, message: english.get(`errors.${code.replaceAll('.', '_')}`) }).toEqual({ code, message });
    }
  });

  it('say of every reason in English just what the registry says', () => {
    for (const [code, words] of Object.entries({ ...REASONS, ...ADVICE })) {
      expect({ code, words: english.get(`errors.reason_${code}`) }).toEqual({ code, words });
    }
  });

  it('hold nothing in Chinese that was left in English', () => {
    const isWords = (message: string) => /[a-z]{4,}/.test(message.replace(/\{[^}]*\}/g, ''));
    const untranslated = [...chinese].filter(([key, message]) => message === english.get(key) && isWords(message));
    expect(untranslated.map(([key]) => key)).toEqual(DOCKER_TERMS);
  });
});
