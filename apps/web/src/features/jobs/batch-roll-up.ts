import type { Job } from '@roadstead/contract';
import type { JobState } from '@roadstead/domain';
import { isOver, jobShare } from './job-facts';

/** A batch at a glance, from its jobs as they are now. */
export interface RollUp {
  counts: Partial<Record<JobState, number>>;
  /** Jobs that have ended, however. */
  over: number;
  failed: number;
  /** Set where so many failed that the rest was not begun: how many failures, how many jobs. */
  stoppedAfter?: { failures: number; jobs: number };
  /** Of the work, 0 to 1; a job that is over counts whole. */
  share: number;
  bytesDone: number;
  bytesTotal: number;
  bytesPerSecond: number;
}

export function rollUp(jobs: readonly Job[]): RollUp {
  const counts: RollUp['counts'] = {};
  for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
  const notBegun = jobs.filter((job) => job.error?.code === 'batch.stopped');
  const sum = (of: (job: Job) => number) => jobs.reduce((total, job) => total + of(job), 0);
  const failures = Number(notBegun[0]?.error?.detail.failures ?? counts.failed ?? 0);
  return {
    counts,
    over: jobs.filter(isOver).length,
    failed: counts.failed ?? 0,
    ...(notBegun.length === 0 ? {} : { stoppedAfter: { failures, jobs: notBegun.length } }),
    share: sum((job) => (isOver(job) ? 1 : (jobShare(job) ?? 0))) / Math.max(1, jobs.length),
    bytesDone: sum((job) => job.progress?.bytesDone ?? 0),
    bytesTotal: sum((job) => job.progress?.bytesTotal ?? 0),
    bytesPerSecond: sum((job) => (job.state === 'running' ? (job.progress?.bytesPerSecond ?? 0) : 0)),
  };
}
