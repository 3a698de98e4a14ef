/** Asking costs the control plane work too; a page does not ask, it is told. */
const POLL_MS = 1000;
const TIMEOUT_MS = 300_000;

/**
 * Milliseconds that a job takes, from the request to its end in the database. It is looked at seldom, so that the looking
 * does not take from what is measured.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @param {import('@roadstead/testing').StackHost} host
 * @param {import('@roadstead/testing').JobRequest} request
 */
export async function jobTime(stack, { startJob, waitFor }, host, request) {
  const startedAt = Date.now();
  const jobId = await startJob(stack, host, request);
  const { state, endedAt, error } = await waitFor(
    async () => {
      const job = await stack.call('getJob', { params: { jobId } });
      return job.endedAt !== undefined && job;
    },
    `the end of ${request.kind}`,
    { pollMs: POLL_MS, timeoutMs: TIMEOUT_MS },
  );
  if (state !== 'succeeded') throw new Error(`${request.kind} ended ${state}: ${error?.message ?? 'without a word'}`);
  return Date.parse(endedAt ?? '') - startedAt;
}
