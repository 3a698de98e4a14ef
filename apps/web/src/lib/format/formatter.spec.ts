import { describe, expect, it } from '@jest/globals';
import { createFormatter } from './formatter';

const english = createFormatter('en');
const chinese = createFormatter('zh-CN');

describe('the formatter', () => {
  it.each([
    [0, '0 B'],
    [0.7, '<1 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [12_345_678, '12.3 MB'],
    [999_600, '1 MB'],
    [187_000_000, '187 MB'],
    [1_234_000_000_000, '1.23 TB'],
  ])('writes %d bytes in decimal units as Docker does: %s', (bytes, words) => {
    expect(english.bytes(bytes)).toBe(words);
  });

  it.each([
    [5, '5s'],
    [192, '3m 12s'],
    [7_500, '2h 5m'],
    [180_000, '2d 2h'],
    [259_200, '3d'],
    [0, '0s'],
    [0.2, '<1s'],
  ])('writes %d seconds with two units at most: %s', (seconds, words) => {
    expect(english.duration(seconds)).toBe(words);
  });

  it('tells an age in the largest whole unit, in the language of the page', () => {
    const now = Date.parse('2026-03-03T10:00:00Z');
    expect(english.age(now - 12_000, now)).toBe('12s ago');
    expect(chinese.age(now - 180_000, now)).toBe('3分钟前');
  });

  it('takes a moment slightly in the future as now, because clocks differ', () => {
    expect(english.age(2_000, 1_000)).toBe('just now');
  });
});
