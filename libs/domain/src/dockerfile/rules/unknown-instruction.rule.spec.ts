import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('unknown-instruction', () => {
  it('points at a keyword that Docker does not know', () => {
    expect(pointedAt('unknown-instruction', 'FROM alpine:3.20\nCOYP a b')).toEqual(['COYP']);
  });

  it('looks inside ONBUILD', () => {
    expect(pointedAt('unknown-instruction', 'FROM alpine:3.20\nONBUILD RUNN x')).toEqual(['RUNN']);
  });

  it('takes keywords in any case', () => {
    expect(pointedAt('unknown-instruction', 'FROM alpine:3.20\nrun true\nCopy a b')).toEqual([]);
  });

  it('takes no line of a heredoc for an instruction', () => {
    expect(pointedAt('unknown-instruction', 'FROM alpine:3.20\nRUN <<EOF\nfoo bar\nEOF')).toEqual([]);
  });
});
