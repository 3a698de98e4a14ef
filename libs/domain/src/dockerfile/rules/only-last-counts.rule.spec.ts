import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('only-last-counts', () => {
  it('points at all but the last of a stage', () => {
    expect(pointedAt('only-last-counts', 'FROM alpine:3.20\nCMD ["a"]\nCMD ["b"]\nCMD ["c"]')).toEqual([
      'CMD ["a"]',
      'CMD ["b"]',
    ]);
  });

  it('counts each stage alone', () => {
    expect(pointedAt('only-last-counts', 'FROM a:1\nCMD ["a"]\nFROM b:1\nCMD ["b"]')).toEqual([]);
  });

  it('looks at ENTRYPOINT and HEALTHCHECK', () => {
    expect(
      pointedAt(
        'only-last-counts',
        'FROM alpine:3.20\nENTRYPOINT ["a"]\nHEALTHCHECK NONE\nENTRYPOINT ["b"]\nHEALTHCHECK CMD true',
      ),
    ).toEqual(['ENTRYPOINT ["a"]', 'HEALTHCHECK NONE']);
  });

  it('fix removes the line whole', () => {
    expect(fixedBy('only-last-counts', 'FROM alpine:3.20\nCMD ["a", \\\n "b"]\nCMD ["c"]')).toBe(
      'FROM alpine:3.20\nCMD ["c"]',
    );
  });
});
