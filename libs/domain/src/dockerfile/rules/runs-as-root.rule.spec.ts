import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('runs-as-root', () => {
  it('points at the last FROM without USER', () => {
    expect(pointedAt('runs-as-root', 'FROM alpine:3.20\n')).toEqual(['FROM alpine:3.20']);
  });

  it('points at USER root', () => {
    expect(pointedAt('runs-as-root', 'FROM alpine:3.20\nUSER x\nUSER root')).toEqual(['USER root']);
  });

  it('takes a user, also of a parent stage', () => {
    expect(pointedAt('runs-as-root', 'FROM a:1 AS b\nUSER app\nFROM b')).toEqual([]);
  });

  it('takes images that say so', () => {
    expect(pointedAt('runs-as-root', 'FROM gcr.io/distroless/static:nonroot')).toEqual([]);
  });
});
