import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('cmd-shell-form-arguments', () => {
  it('points at words handed over as /bin/sh -c', () => {
    expect(pointedAt('cmd-shell-form-arguments', 'FROM alpine:3.20\nENTRYPOINT ["a"]\nCMD b c')).toEqual(['b c']);
  });

  it('takes a CMD alone', () => {
    expect(pointedAt('cmd-shell-form-arguments', 'FROM alpine:3.20\nCMD b c')).toEqual([]);
  });

  it('takes a cleared ENTRYPOINT', () => {
    expect(pointedAt('cmd-shell-form-arguments', 'FROM alpine:3.20\nENTRYPOINT []\nCMD b c')).toEqual([]);
  });
});
