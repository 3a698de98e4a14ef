import { describe, expect, it } from '@jest/globals';
import { fileText } from './file-text.js';

describe('a part of a file', () => {
  it.each([
    ['plain', Buffer.from('a\tb\r\nü\n'), 'utf-8', 'a\tb\r\nü\n'],
    ['nothing', Buffer.alloc(0), 'utf-8', ''],
    ['coloured', Buffer.from('\u001b[31mred'), 'utf-8', '\u001b[31mred'],
    ['Latin', Buffer.from('caf\xe9', 'latin1'), 'iso-8859-1', 'café'],
    ['marked UTF-8', Buffer.from('\ufeffx'), 'utf-8', 'x'],
    ['marked UTF-16', Buffer.from('\ufeffx€', 'utf16le'), 'utf-16le', 'x€'],
    ['marked UTF-16, big end first', Buffer.from('\ufeffx€', 'utf16le').swap16(), 'utf-16be', 'x€'],
  ])('is shown as text: %s', (_what, bytes, encoding, text) => {
    expect(fileText(bytes, 0, false)).toEqual({ encoding, text });
  });

  it('is cut at whole characters', () => {
    const euros = Buffer.from('€€€');
    expect(fileText(euros.subarray(0, 7), 0, true).text).toBe('€€');
    expect(fileText(euros.subarray(1), 1, false).text).toBe('€€');
    expect(fileText(euros.subarray(2, 8), 2, true)).toEqual({ encoding: 'utf-8', text: '€' });
  });

  it('that is no text is told as such, with its first bytes', () => {
    const bytes = Buffer.concat([Buffer.from('\x7fELF\0'), Buffer.alloc(10_000, 7)]);
    const { encoding, text, head } = fileText(bytes, 0, true);
    expect([encoding, text]).toEqual(['binary', undefined]);
    expect(Buffer.from(head ?? '', 'base64').equals(bytes.subarray(0, 4096))).toBe(true);
  });
});
