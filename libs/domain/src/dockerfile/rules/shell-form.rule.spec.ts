import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('shell-form', () => {
  it('points at the command', () => {
    expect(pointedAt('shell-form', 'FROM alpine:3.20\nCMD httpd -f')).toEqual(['httpd -f']);
  });

  it('takes the exec form', () => {
    expect(pointedAt('shell-form', 'FROM alpine:3.20\nCMD ["httpd"]')).toEqual([]);
  });

  it('takes it where SHELL was chosen', () => {
    expect(pointedAt('shell-form', 'FROM alpine:3.20\nSHELL ["bash", "-c"]\nCMD a | b')).toEqual([]);
  });

  it('fix writes plain words as strings', () => {
    expect(fixedBy('shell-form', 'FROM alpine:3.20\nCMD httpd -f "a b"')).toBe(
      'FROM alpine:3.20\nCMD ["httpd", "-f", "a b"]',
    );
  });

  it('fix leaves variables, globs and joined commands to the reader', () => {
    const text = 'FROM alpine:3.20\nENTRYPOINT a $X\nCMD b && c *';
    expect(fixedBy('shell-form', text)).toBe(text);
  });
});
