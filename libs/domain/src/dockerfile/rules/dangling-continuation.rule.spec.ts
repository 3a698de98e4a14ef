import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('dangling-continuation', () => {
  it('points at the escape character', () => {
    expect(pointedAt('dangling-continuation', 'FROM alpine:3.20\nRUN a \\')).toEqual(['\\']);
  });

  it('looks past comments and blank lines', () => {
    expect(pointedAt('dangling-continuation', 'FROM alpine:3.20\nRUN a \\\n# b\n\n')).toEqual(['\\']);
  });

  it('takes an escaped escape character as text', () => {
    expect(pointedAt('dangling-continuation', 'FROM alpine:3.20\nRUN a \\\\')).toEqual([]);
  });

  it('fix removes it', () => {
    expect(fixedBy('dangling-continuation', 'FROM alpine:3.20\nRUN a \\')).toBe('FROM alpine:3.20\nRUN a ');
  });
});
