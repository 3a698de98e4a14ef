import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('maintainer-deprecated', () => {
  it('points at the line', () => {
    expect(pointedAt('maintainer-deprecated', 'FROM alpine:3.20\nMAINTAINER x')).toEqual(['MAINTAINER x']);
  });

  it('fix writes a label', () => {
    expect(fixedBy('maintainer-deprecated', 'FROM alpine:3.20\nMAINTAINER Ann "A" <a@x>')).toBe(
      'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Ann \\"A\\" <a@x>"',
    );
  });
});
