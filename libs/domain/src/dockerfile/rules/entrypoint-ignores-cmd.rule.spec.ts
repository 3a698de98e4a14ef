import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('entrypoint-ignores-cmd', () => {
  it('points at the CMD without effect', () => {
    expect(pointedAt('entrypoint-ignores-cmd', 'FROM alpine:3.20\nENTRYPOINT a\nCMD ["b"]')).toEqual(['CMD ["b"]']);
  });

  it('takes both in exec form', () => {
    expect(pointedAt('entrypoint-ignores-cmd', 'FROM alpine:3.20\nENTRYPOINT ["a"]\nCMD ["b"]')).toEqual([]);
  });
});
