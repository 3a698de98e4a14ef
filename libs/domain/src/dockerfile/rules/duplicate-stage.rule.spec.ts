import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('duplicate-stage', () => {
  it('points at the second of a name', () => {
    expect(pointedAt('duplicate-stage', 'FROM a:1 AS x\nFROM b:1 AS X')).toEqual(['X']);
  });

  it('takes different names', () => {
    expect(pointedAt('duplicate-stage', 'FROM a:1 AS x\nFROM b:1 AS y')).toEqual([]);
  });
});
