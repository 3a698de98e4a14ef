import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('malformed-exec-form', () => {
  it('points at an array that is no JSON', () => {
    expect(pointedAt('malformed-exec-form', 'FROM alpine:3.20\nCMD ["a", b]')).toEqual(['["a", b]']);
  });

  it("leaves the shell's test command alone", () => {
    expect(pointedAt('malformed-exec-form', 'FROM alpine:3.20\nRUN [ "$a" = "b" ]')).toEqual([]);
  });

  it('takes an array over several lines', () => {
    expect(pointedAt('malformed-exec-form', 'FROM alpine:3.20\nCMD ["a", \\\n "b"]')).toEqual([]);
  });

  it('fix turns single quotes into double ones', () => {
    expect(fixedBy('malformed-exec-form', "FROM alpine:3.20\nCMD ['a', 'b']")).toBe('FROM alpine:3.20\nCMD ["a", "b"]');
  });
});
