import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('unknown-flag', () => {
  it('points at a flag that the instruction lacks', () => {
    expect(pointedAt('unknown-flag', 'FROM alpine:3.20\nCOPY --form=0 a b')).toEqual(['--form=0']);
  });

  it('knows the flags of each instruction', () => {
    expect(
      pointedAt(
        'unknown-flag',
        'FROM --platform=linux/amd64 alpine:3.20\nRUN --mount=type=cache,target=/x true\nHEALTHCHECK --interval=5s CMD true',
      ),
    ).toEqual([]);
  });

  it('leaves flags of programs alone', () => {
    expect(pointedAt('unknown-flag', 'FROM alpine:3.20\nCMD ["x", "--y"]\nRUN ls --all')).toEqual([]);
  });
});
