import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('first-not-from', () => {
  it('points at what stands before FROM', () => {
    expect(pointedAt('first-not-from', 'RUN x\nFROM a:1')).toEqual(['RUN']);
  });

  it('lets ARG stand before it', () => {
    expect(pointedAt('first-not-from', 'ARG V=1\nFROM a:$V')).toEqual([]);
  });
});
