import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { inParallel } from './in-parallel.js';

describe('inParallel', () => {
  it('keeps the order of the items, with no more calls at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([5, 1, 4, 2, 3], 2, async (ms) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(ms);
      running -= 1;
      return ms * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('rejects with the first failure, and gives nothing for nothing', async () => {
    await expect(inParallel([1, 2], 2, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await inParallel([], 4, async () => 1)).toEqual([]);
  });
});
