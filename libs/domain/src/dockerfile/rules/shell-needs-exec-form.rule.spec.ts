import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('shell-needs-exec-form', () => {
  it('points at words', () => {
    expect(pointedAt('shell-needs-exec-form', 'FROM alpine:3.20\nSHELL /bin/bash -c')).toEqual(['/bin/bash -c']);
  });

  it('takes an array', () => {
    expect(pointedAt('shell-needs-exec-form', 'FROM alpine:3.20\nSHELL ["/bin/bash", "-c"]')).toEqual([]);
  });
});
