import { describe, expect, it } from '@jest/globals';
import { bytesText, parseBytes } from './byte-size';

describe('sizes of memory', () => {
  it.each([
    ['1024', 1024],
    ['512m', 512 * 1024 ** 2],
    ['1.5g', 1.5 * 1024 ** 3],
    ['4 MiB', 4 * 1024 ** 2],
    ['64KB', 64 * 1024],
    ['-1', -1],
  ])('%s is read as docker reads it', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', 'much', '5x', '-2', '1.5.2g'])('"%s" is none', (text) => {
    expect(parseBytes(text)).toBeNaN();
  });

  it.each([512 * 1024 ** 2, 1536 * 1024 ** 2, 1000, -1, 0])('%d is written so that it is read back', (bytes) => {
    expect(parseBytes(bytesText(bytes))).toBe(bytes);
  });
});
