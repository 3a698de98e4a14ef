import { describe, expect, it } from '@jest/globals';
import { exitReason, signalOf } from './exit-code';

describe('an exit code', () => {
  it.each([
    [0, false, 'finished'],
    [1, false, 'failed'],
    [127, false, 'notFound'],
    [137, false, 'killed'],
    [137, true, 'outOfMemory'],
    [143, false, 'terminated'],
    [135, false, 'signal'],
    [255, false, 'failed'],
  ])('%d (out of memory: %s) is told as "%s"', (code, outOfMemory, reason) => {
    expect(exitReason(code, outOfMemory)).toBe(reason);
  });

  it('above 128 holds the signal', () => {
    expect(signalOf(135)).toBe(7);
  });
});
