import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('missing-argument', () => {
  it('wants an argument', () => {
    expect(pointedAt('missing-argument', 'FROM alpine:3.20\nRUN')).toEqual(['RUN']);
  });

  it('wants a source and a destination', () => {
    expect(pointedAt('missing-argument', 'FROM alpine:3.20\nCOPY a')).toEqual(['COPY a']);
  });

  it('counts the strings of an exec form', () => {
    expect(pointedAt('missing-argument', 'FROM alpine:3.20\nCOPY ["a b","/x"]')).toEqual([]);
  });

  it('counts no flags', () => {
    expect(pointedAt('missing-argument', 'FROM alpine:3.20\nCOPY --from=0 a')).toEqual(['COPY --from=0 a']);
  });
});
