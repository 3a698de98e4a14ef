import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('bad-directive', () => {
  it('points at a wrong escape', () => {
    expect(pointedAt('bad-directive', '# escape=x\nFROM alpine:3.20\n')).toEqual(['# escape=x']);
  });

  it('points at the second of a kind', () => {
    expect(pointedAt('bad-directive', '# syntax=a\n# syntax=b\nFROM alpine:3.20\n')).toEqual(['# syntax=b']);
  });

  it('takes a backtick', () => {
    expect(pointedAt('bad-directive', '# escape=`\nFROM alpine:3.20\n')).toEqual([]);
  });

  it('reads behind a byte order mark', () => {
    expect(pointedAt('bad-directive', '\ufeff# escape=x\nFROM alpine:3.20\n')).toEqual(['# escape=x']);
  });
});
