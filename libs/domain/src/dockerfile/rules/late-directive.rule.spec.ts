import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('late-directive', () => {
  it('points at a directive below the head', () => {
    expect(pointedAt('late-directive', 'FROM alpine:3.20\n# escape=`\n')).toEqual(['# escape=`']);
  });

  it('finds it below a plain comment', () => {
    expect(pointedAt('late-directive', '# hello\n# syntax=docker/dockerfile:1\nFROM alpine:3.20\n')).toEqual([
      '# syntax=docker/dockerfile:1',
    ]);
  });

  it('leaves other comments alone', () => {
    expect(pointedAt('late-directive', 'FROM alpine:3.20\n# a=b\n')).toEqual([]);
  });
});
