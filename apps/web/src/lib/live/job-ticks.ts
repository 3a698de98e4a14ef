import type { Job, JobTick } from '@roadstead/contract';

/** The job with its newer progress. What is of another version of its row, or older, leaves it as it is. */
export function withTick<T extends Job>(job: T, tick: JobTick | undefined): T {
  if (tick === undefined || tick.revision !== job.revision || tick.attempt !== job.attempt) return job;
  if (tick.progressSequence <= job.progressSequence) return job;
  return { ...job, progress: tick.progress, progressSequence: tick.progressSequence };
}

/** As `withTick`, for many. Returns the same array when nothing changed. */
export function withTicks<T extends Job>(jobs: T[], ticks: ReadonlyMap<string, JobTick>): T[] {
  const moved = jobs.map((job) => withTick(job, ticks.get(job.id)));
  return moved.some((job, index) => job !== jobs[index]) ? moved : jobs;
}
