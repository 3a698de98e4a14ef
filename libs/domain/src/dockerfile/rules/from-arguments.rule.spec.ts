import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('from-arguments', () => {
  it('points at what is neither an image nor a name', () => {
    expect(pointedAt('from-arguments', 'FROM a:1 b')).toEqual(['a:1 b']);
  });

  it('finds a comment behind the image', () => {
    expect(pointedAt('from-arguments', 'FROM a:1 AS b # c')).toEqual(['a:1 AS b # c']);
  });

  it('takes AS in any case', () => {
    expect(pointedAt('from-arguments', 'FROM a:1 as b')).toEqual([]);
  });
});
