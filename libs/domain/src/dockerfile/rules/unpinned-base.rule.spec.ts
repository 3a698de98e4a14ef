import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('unpinned-base', () => {
  it('points at an image without tag or with latest', () => {
    expect(pointedAt('unpinned-base', 'FROM debian\nFROM node:latest')).toEqual(['debian', 'node:latest']);
  });

  it('takes tags, digests, stages, scratch and variables', () => {
    expect(
      pointedAt(
        'unpinned-base',
        'FROM a:1 AS b\nFROM b\nFROM scratch\nFROM $X\nFROM c@sha256:0\nFROM localhost:5000/d:1',
      ),
    ).toEqual([]);
  });

  it('takes no port for a tag', () => {
    expect(pointedAt('unpinned-base', 'FROM localhost:5000/d')).toEqual(['localhost:5000/d']);
  });
});
