import type { CreateJobsBody, Job, JobDetail } from '@roadstead/contract';
import { isTerminal, JOB_KINDS, type JobKind, type JobResult, type JobState } from '@roadstead/domain';
import type { RestClient } from './rest-client.js';
import { waitFor } from './wait-for.js';

const END_TIMEOUT_MS = 90_000;

type WithoutHosts<T> = T extends unknown ? Omit<T, 'hostIds' | 'rolling'> : never;
/** `{ kind, params }` as of `POST /jobs`. */
export type JobRequest = WithoutHosts<CreateJobsBody>;

/** Asks for one job on one host. @throws RestError when it is refused @returns its id */
export async function startJob(
  client: RestClient,
  { id }: { id: Job['hostId'] },
  request: JobRequest,
): Promise<Job['id']> {
  const { jobs } = await client.call('createJobs', { body: { ...request, hostIds: [id] } });
  return (jobs[0] as Job).id;
}

/** Asks for a job and waits for its success. @throws Error in the words of a job that ended otherwise */
export async function runJob<R extends JobRequest>(
  client: RestClient,
  host: { id: Job['hostId'] },
  request: R,
): Promise<JobDetail & { result: JobResult<R['kind']> }> {
  const job = await untilJobIs(client, await startJob(client, host, request), 'succeeded');
  const kind: JobKind = request.kind;
  return { ...job, result: JOB_KINDS[kind].result.parse(job.result) as JobResult<R['kind']> };
}

/** Asks for a job and waits for its failure. @throws Error when it succeeded */
export async function failJob(
  client: RestClient,
  host: { id: Job['hostId'] },
  request: JobRequest,
): Promise<JobDetail> {
  return untilJobIs(client, await startJob(client, host, request), 'failed');
}

/** The whole output of a job. */
export function jobOutput(client: RestClient, jobId: string): Promise<string> {
  return client.call('jobLog', { params: { jobId } });
}

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
