import type { Job, JobDetail } from '@roadstead/contract';
import { isTerminal, type JobState } from '@roadstead/domain';
import type { RestClient } from './rest-client.js';
import { waitFor } from './wait-for.js';

const END_TIMEOUT_MS = 90_000;

/** Asks for a pull on these hosts; one job each, in the order of the hosts. */
export async function pull(
  client: RestClient,
  reference: string,
  hosts: readonly { id: Job['hostId'] }[],
): Promise<Job[]> {
  const hostIds = hosts.map(({ id }) => id);
  const { jobs } = await client.call('createJobs', { body: { kind: 'image.pull', hostIds, params: { reference } } });
  return hostIds.map((hostId) => jobs.find((job) => job.hostId === hostId) as Job);
}

/** Waits until the job has one of the states. @throws Error at once when it has ended otherwise. */
export async function untilJobIs(client: RestClient, jobId: string, ...states: JobState[]): Promise<JobDetail> {
  let ended: JobDetail | undefined;
  const job = await waitFor(
    async () => {
      const now = await client.call('getJob', { params: { jobId } });
      if (isTerminal(now.state)) ended = now;
      return ended ?? (states.includes(now.state) && now);
    },
    `job ${jobId} to be ${states.join(' or ')}`,
    { timeoutMs: END_TIMEOUT_MS },
  );
  if (states.includes(job.state)) return job;
  throw new Error(`Job ${jobId} ended ${job.state} (${job.error?.message ?? 'no error'}), not ${states.join(' or ')}`);
}

export function untilJobEnds(client: RestClient, jobId: string): Promise<JobDetail> {
  return untilJobIs(client, jobId, 'succeeded', 'failed', 'canceled');
}

/** Waits until bytes of the pull have come over and not yet all. */
export function untilMidPull(client: RestClient, jobId: string): Promise<JobDetail> {
  return waitFor(async () => {
    const job = await client.call('getJob', { params: { jobId } });
    const { bytesDone = 0, bytesTotal = 0 } = job.progress ?? {};
    return job.state === 'running' && bytesDone > 0 && bytesDone < bytesTotal && job;
  }, `job ${jobId} to be in the middle of its pull`);
}
