import { describe, expect, it, jest } from '@jest/globals';
import type { Job, JobDetail, JobTick } from '@roadstead/contract';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { applyDelta } from './apply-delta';
import { JOB_ROWS } from './apply-rows';
import { keepNewerRow } from './keep-newer';
import { LateAnswers } from './late-answers';
import { ListRefresher } from './list-refresher';
import { KEYS } from './query-keys';

const job = (over: Partial<JobDetail>) =>
  ({
    id: 'j',
    batchId: 'b',
    state: 'running',
    attempt: 1,
    revision: 1,
    progressSequence: 0,
    attempts: [],
    ...over,
  }) as JobDetail;
const topic = 'job/00000000-0000-4000-8000-000000000000';

/** A page that shows one job, and whose answers come when the test lets them. */
function pageOfJob() {
  const cache = new QueryClient();
  const refresher = new ListRefresher(cache);
  const late = new LateAnswers(cache);
  const answers: ((job: JobDetail) => void)[] = [];
  const queryFn = jest.fn(() => new Promise<JobDetail>((resolve) => answers.push(resolve)));
  const structuralSharing = keepNewerRow<JobDetail>(JOB_ROWS);
  const observer = new QueryObserver(cache, { queryKey: KEYS.job('j'), queryFn, structuralSharing });
  const leave = observer.subscribe(() => undefined);
  const apply = (delta: object) => {
    late.note({ topic, ...delta });
    applyDelta(cache, refresher, { topic, ...delta });
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { cache, answers, queryFn, apply, settle, leave, shown: () => observer.getCurrentResult().data };
}

describe('a delta', () => {
  it('issue-3-lost-live-delta: that comes before the first answer is not lost to an answer that was read before it', async () => {
    const page = pageOfJob();
    page.apply({ jobs: [job({ state: 'succeeded', revision: 2 }) as Job] });
    page.answers[0]?.(job({ state: 'running', revision: 1 }));
    await page.settle();
    expect(page.queryFn).toHaveBeenCalledTimes(2);
    page.answers[1]?.(job({ state: 'succeeded', revision: 2 }));
    await page.settle();
    expect(page.shown()?.state).toBe('succeeded');
    page.leave();
  });

  it('that comes after the first answer asks for nothing more of a job that goes on', async () => {
    const page = pageOfJob();
    page.answers[0]?.(job({}));
    await page.settle();
    page.apply({ progress: [tick({ progressSequence: 1 })] });
    await page.settle();
    expect(page.queryFn).toHaveBeenCalledTimes(1);
    page.leave();
  });

  const tick = (over: Partial<JobTick>) =>
    ({
      id: 'j',
      batchId: 'b',
      revision: 1,
      attempt: 1,
      progressSequence: 1,
      progress: { bytesDone: 7 },
      ...over,
    }) as JobTick;

  it('with progress alone moves the progress of the same version of the job, and nothing else', async () => {
    const page = pageOfJob();
    const params = { reference: 'alpine' };
    page.answers[0]?.(job({ params, progressSequence: 5 }));
    await page.settle();
    for (const other of [{ revision: 2 }, { attempt: 2 }, { progressSequence: 5 }]) {
      page.apply({ progress: [tick({ progressSequence: 9, ...other })] });
      expect(page.shown()?.progressSequence).toBe(5);
    }
    page.apply({ progress: [tick({ progressSequence: 6 })] });
    await page.settle();
    expect(page.shown()).toMatchObject({ params, progressSequence: 6, progress: { bytesDone: 7 }, state: 'running' });
    page.leave();
  });
});
