import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('no-base-image', () => {
  it('of a file without FROM', () => {
    expect(pointedAt('no-base-image', 'RUN x')).toEqual(['']);
  });

  it('of an empty file', () => {
    expect(pointedAt('no-base-image', '')).toEqual(['']);
  });

  it('of one with FROM', () => {
    expect(pointedAt('no-base-image', 'FROM alpine:3.20\n')).toEqual([]);
  });
});
