import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('empty-continuation', () => {
  it('points at a blank line within an instruction', () => {
    expect(pointedAt('empty-continuation', 'FROM alpine:3.20\nRUN a \\\n\n && b')).toEqual(['']);
  });

  it('takes comments there', () => {
    expect(pointedAt('empty-continuation', 'FROM alpine:3.20\nRUN a \\\n# c\n && b')).toEqual([]);
  });

  it('fix removes the line', () => {
    expect(fixedBy('empty-continuation', 'FROM alpine:3.20\nRUN a \\\n\n && b')).toBe(
      'FROM alpine:3.20\nRUN a \\\n && b',
    );
  });
});
