import { describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import { rollUp } from './batch-roll-up';

function job(state: Job['state'], overrides: Partial<Job> = {}): Job {
  return { state, ...overrides } as Job;
}
const bytes = (bytesDone: number, bytesTotal: number, bytesPerSecond = 0) => ({
  progress: { layers: [], bytesDone, bytesTotal, bytesPerSecond },
});

describe('the roll-up of a batch', () => {
  it('adds up what moves, and the rate of what runs only', () => {
    const jobs = [
      job('running', bytes(10, 100, 5)),
      job('succeeded', bytes(100, 100, 7)),
      job('running', bytes(30, 100, 3)),
      job('queued'),
    ];
    expect(rollUp(jobs)).toEqual({
      counts: { running: 2, succeeded: 1, queued: 1 },
      over: 1,
      failed: 0,
      share: (0.1 + 1 + 0.3) / 4,
      bytesDone: 140,
      bytesTotal: 300,
      bytesPerSecond: 8,
    });
  });

  it('says after how many failures how many hosts were left out', () => {
    const stopped = { error: { code: 'batch.stopped' as const, message: '', detail: { failures: 2 } } };
    const jobs = [job('failed'), job('failed'), job('canceled', stopped), job('canceled', stopped)];
    expect(rollUp(jobs)).toMatchObject({ over: 4, failed: 2, stoppedAfter: { failures: 2, jobs: 2 }, share: 1 });
  });
});
