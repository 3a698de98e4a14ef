import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('copy-from-later-stage', () => {
  it('points at a stage further down', () => {
    expect(pointedAt('copy-from-later-stage', 'FROM a:1\nCOPY --from=y a b\nFROM b:1 AS y')).toEqual(['--from=y']);
  });

  it('takes one above', () => {
    expect(pointedAt('copy-from-later-stage', 'FROM b:1 AS y\nFROM a:1\nCOPY --from=y a b')).toEqual([]);
  });
});
