import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('relative-workdir', () => {
  it('points at a path without /', () => {
    expect(pointedAt('relative-workdir', 'FROM alpine:3.20\nWORKDIR app')).toEqual(['app']);
  });

  it('takes one below an absolute one, of this stage or its parent', () => {
    expect(pointedAt('relative-workdir', 'FROM a:1 AS b\nWORKDIR /x\nWORKDIR y\nFROM b\nWORKDIR z')).toEqual([]);
  });

  it('takes Windows paths and variables', () => {
    expect(pointedAt('relative-workdir', 'FROM a:1\nWORKDIR C:\\\\x\nFROM b:1\nWORKDIR $X')).toEqual([]);
  });
});
