import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storableBytes, storableJson, storableMoment, storableText, storableTime } from './storable.js';

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

describe('storableTime', () => {
  it('leaves a time as an engine writes it', () => {
    for (const time of ['2026-03-03T10:00:00.123456789Z', '2026-03-03T10:00:00+05:30', '0001-01-01T00:00:00Z'])
      expect(storableTime(time)).toBe(time);
  });

  it('brings what Postgres or a date cannot hold to the next time that they can', () => {
    expect(storableTime('0000-01-01T00:00:00Z')).toBe('0001-01-01T00:00:00Z');
    expect(storableTime('0001-01-01T00:00:00+12:00')).toBe('0001-01-01T00:00:00Z');
    expect(storableTime('9999-12-31T23:59:59-12:00')).toBe('9998-12-31T23:59:59Z');
    expect(storableTime('2026-03-03T10:00:00+23:00')).toBe('2026-03-02T11:00:00.000Z');
    expect(storableTime(`2026-03-03T10:00:00.${'1'.repeat(300)}Z`)).toMatch(/^2026-03-03T10:00:00|^0001/);
  });
});

describe('storableMoment', () => {
  it('issue-5-far-dates: is one that a clock which is off does not move out of what a date can hold', () => {
    expect(storableMoment('0001-01-01T00:00:00Z')).toBe('1970-01-01T00:00:00Z');
    expect(storableMoment('9999-12-31T23:59:59Z')).toBe('9998-12-31T23:59:59Z');
    expect(storableMoment('2026-03-03T10:00:00.5Z')).toBe('2026-03-03T10:00:00.5Z');
  });
});

describe('storableBytes', () => {
  it('is whole and within what a column and JavaScript hold', () => {
    expect([-5, 1.5, 1e300, 42].map(storableBytes)).toEqual([0, 2, Number.MAX_SAFE_INTEGER, 42]);
  });
});
