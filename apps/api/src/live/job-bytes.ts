import type { Job } from '@roadstead/contract';

/**
 * Bytes of parameters that one message brings at the most. A typed Dockerfile may have a quarter of a MiB, and a browser for
 * which too much waits is cut off: see `LiveWatch`.
 */
const MAX_PARAMS_BYTES = 2 * 1024 * 1024;

/** The first of the jobs, as many as fit into one message; always one. */
export function leadingJobs(jobs: Job[]): Job[] {
  let bytes = 0;
  const end = jobs.findIndex(({ params }, index) => {
    bytes += JSON.stringify(params).length;
    return index > 0 && bytes > MAX_PARAMS_BYTES;
  });
  return end < 0 ? jobs : jobs.slice(0, end);
}
