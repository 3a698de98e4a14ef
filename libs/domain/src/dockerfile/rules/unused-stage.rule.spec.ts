import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('unused-stage', () => {
  it('points at the name', () => {
    expect(pointedAt('unused-stage', 'FROM a:1 AS x\nFROM b:1')).toEqual(['x']);
  });

  it('takes copies, mounts and parents', () => {
    expect(
      pointedAt(
        'unused-stage',
        'FROM a:1 AS x\nFROM b:1 AS y\nFROM x AS z\nRUN --mount=from=y,target=/y true\nFROM c:1\nCOPY --from=2 a b',
      ),
    ).toEqual([]);
  });

  it('waits for variables', () => {
    expect(pointedAt('unused-stage', 'FROM a:1 AS x\nFROM $Y')).toEqual([]);
  });
});
