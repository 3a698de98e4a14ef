import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('copy-from-missing-stage', () => {
  it('points at a number that no stage has', () => {
    expect(pointedAt('copy-from-missing-stage', 'FROM alpine:3.20\nCOPY --from=3 a b')).toEqual(['--from=3']);
  });

  it('points at the stage itself', () => {
    expect(pointedAt('copy-from-missing-stage', 'FROM a:1 AS x\nCOPY --from=x a b')).toEqual(['--from=x']);
  });

  it('takes a stage above by name and number', () => {
    expect(
      pointedAt('copy-from-missing-stage', 'FROM a:1 AS x\nFROM b:1\nCOPY --from=x a b\nCOPY --from=0 a b'),
    ).toEqual([]);
  });
});
