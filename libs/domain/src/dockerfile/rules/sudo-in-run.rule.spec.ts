import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('sudo-in-run', () => {
  it('points at sudo', () => {
    expect(pointedAt('sudo-in-run', 'FROM alpine:3.20\nRUN a && sudo b')).toEqual(['sudo']);
  });

  it('takes its name as an argument', () => {
    expect(pointedAt('sudo-in-run', 'FROM alpine:3.20\nRUN adduser x sudo')).toEqual([]);
  });
});
