import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('cd-in-run', () => {
  it('points at cd with its path', () => {
    expect(pointedAt('cd-in-run', 'FROM alpine:3.20\nRUN cd /x && ls')).toEqual(['cd /x']);
  });

  it('takes WORKDIR', () => {
    expect(pointedAt('cd-in-run', 'FROM alpine:3.20\nWORKDIR /x\nRUN ls')).toEqual([]);
  });
});
