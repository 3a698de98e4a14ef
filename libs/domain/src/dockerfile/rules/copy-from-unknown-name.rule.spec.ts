import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('copy-from-unknown-name', () => {
  it('points at a name that no stage has', () => {
    expect(pointedAt('copy-from-unknown-name', 'FROM a:1 AS build\nFROM b:1\nCOPY --from=biuld a b')).toEqual([
      '--from=biuld',
    ]);
  });

  it('looks at mounts', () => {
    expect(
      pointedAt('copy-from-unknown-name', 'FROM alpine:3.20\nRUN --mount=type=bind,from=tools,target=/x true'),
    ).toEqual(['--mount=type=bind,from=tools,target=/x']);
  });

  it('takes an image', () => {
    expect(pointedAt('copy-from-unknown-name', 'FROM alpine:3.20\nCOPY --from=nginx:1.27 a b')).toEqual([]);
  });

  it('waits for variables', () => {
    expect(pointedAt('copy-from-unknown-name', 'FROM alpine:3.20\nCOPY --from=$X a b')).toEqual([]);
  });
});
