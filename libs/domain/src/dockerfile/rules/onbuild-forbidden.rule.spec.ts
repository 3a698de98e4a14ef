import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('onbuild-forbidden', () => {
  it('points at the trigger', () => {
    expect(pointedAt('onbuild-forbidden', 'FROM alpine:3.20\nONBUILD FROM x\nONBUILD ONBUILD RUN x')).toEqual([
      'FROM',
      'ONBUILD',
    ]);
  });

  it('takes others', () => {
    expect(pointedAt('onbuild-forbidden', 'FROM alpine:3.20\nONBUILD RUN x')).toEqual([]);
  });
});
