import { describe, expect, it } from '@jest/globals';
import { badPair, pairsText, parsePairs, withoutSecrets } from './pairs-text';

describe('names and values, one a line', () => {
  it('keep what follows the first = as it is', () => {
    expect(parsePairs('A=1\n\n  B = two = 2 \nC=')).toEqual({ A: '1', B: ' two = 2 ', C: '' });
  });

  it('are written as they are read', () => {
    const pairs = { VERSION: '2.5.0', URL: 'https://x/?a=b' };
    expect(parsePairs(pairsText(pairs))).toEqual(pairs);
  });

  it('are told from lines that are none', () => {
    expect(badPair('A=1\nB')).toBe('B');
    expect(badPair('A=1\n=2')).toBe('=2');
    expect(badPair('A=1\n\nB=')).toBeUndefined();
  });

  it('lose the lines that look like secrets before they are stored', () => {
    expect(withoutSecrets('A=1\nNPM_TOKEN=x\nDB_PASSWORD=y\nB=2')).toBe('A=1\nB=2');
  });
});
