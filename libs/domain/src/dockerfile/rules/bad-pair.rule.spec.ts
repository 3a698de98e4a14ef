import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('bad-pair', () => {
  it('points at a word without =', () => {
    expect(pointedAt('bad-pair', 'FROM alpine:3.20\nENV A=b c')).toEqual(['c']);
  });

  it('points at a name without a value', () => {
    expect(pointedAt('bad-pair', 'FROM alpine:3.20\nLABEL x')).toEqual(['x']);
  });

  it('takes quotes around spaces', () => {
    expect(pointedAt('bad-pair', 'FROM alpine:3.20\nENV A="b c" D=e\\ f')).toEqual([]);
  });

  it('leaves the old form to its own rule', () => {
    expect(pointedAt('bad-pair', 'FROM alpine:3.20\nENV A b c')).toEqual([]);
  });
});
