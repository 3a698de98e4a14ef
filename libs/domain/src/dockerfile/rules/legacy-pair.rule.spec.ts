import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('legacy-pair', () => {
  it('points at the pair', () => {
    expect(pointedAt('legacy-pair', 'FROM alpine:3.20\nENV A b c')).toEqual(['A b c']);
  });

  it('takes the new form', () => {
    expect(pointedAt('legacy-pair', 'FROM alpine:3.20\nENV A=b\nLABEL c="d e"')).toEqual([]);
  });

  it('fix writes =, and quotes where needed', () => {
    expect(fixedBy('legacy-pair', 'FROM alpine:3.20\nENV A b\nENV C d e\nLABEL f "g h"')).toBe(
      'FROM alpine:3.20\nENV A=b\nENV C="d e"\nLABEL f="g h"',
    );
  });

  it('fix leaves escapes to the reader', () => {
    const text = 'FROM alpine:3.20\nENV A b\\ c"d';
    expect(fixedBy('legacy-pair', text)).toBe(text);
  });
});
