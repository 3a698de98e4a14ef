import { describe, expect, it } from '@jest/globals';
import { transferTotals } from './layer-progress.js';

describe('transferTotals', () => {
  it('counts nothing for layers that already exist, and whole layers once they are fetched', () => {
    expect(
      transferTotals([
        { layer: 'a', phase: 'already-exists', size: 500 },
        { layer: 'b', phase: 'downloading', current: 30, size: 100 },
        { layer: 'c', phase: 'extracting', current: 1, total: 200, size: 200 },
        { layer: 'd', phase: 'waiting' },
        { layer: 'e', phase: 'retrying', size: 50, retryInSeconds: 5 },
      ]),
    ).toEqual({ bytesDone: 230, bytesTotal: 350 });
  });

  it('never counts more than the size of a layer', () => {
    expect(transferTotals([{ layer: 'a', phase: 'downloading', current: 900, size: 100 }])).toEqual({
      bytesDone: 100,
      bytesTotal: 100,
    });
  });
});
