import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storableJson, storableText } from './storable.js';

describe('storableJson', () => {
  it('replaces NUL and lone surrogates, which Postgres refuses, in values and keys', () => {
    expect(storableJson({ 'a\u0000': 'x\u0000y', b: '\ud800', c: ['\udfff!'] })).toBe(
      '{"a\\ufffd":"x\\ufffdy","b":"\\ufffd","c":["\\ufffd!"]}',
    );
  });

  it('leaves text about escapes as it is', () => {
    expect(JSON.parse(storableJson('\\u0000 \\\\ud800'))).toBe('\\u0000 \\\\ud800');
  });

  it('changes nothing that Postgres can hold', () => {
    const clean = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000'));
    fc.assert(fc.property(clean, (text) => expect(storableJson({ text })).toBe(JSON.stringify({ text }))));
  });
});

describe('storableText', () => {
  it('replaces NUL', () => {
    expect(storableText('a\u0000b')).toBe('a\ufffdb');
  });
});
