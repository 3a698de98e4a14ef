import { BatchId, ErrorBody, HostId, JOB_KINDS, JobId, JobKind, JobState, TransferProgress } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, Timestamp } from './paging.js';

const onHosts = { hostIds: z.array(HostId).min(1).max(1000) };

/** How a batch goes on from job to job; absent: all at once, whatever comes of it. */
export const Rolling = z.object({
  /** Jobs at once: hosts, where each has one. */
  width: z.int().min(1).max(1000),
  /** After so many failures the jobs that wait are not begun: they end as canceled. */
  stopAfterFailures: z.int().min(1).max(1000).optional(),
});
export type Rolling = z.infer<typeof Rolling>;

function bodyOf<const K extends JobKind>(kind: K) {
  return z.object({
    kind: z.literal(kind),
    ...onHosts,
    rolling: Rolling.optional(),
    params: JOB_KINDS[kind].params as (typeof JOB_KINDS)[K]['params'],
  });
}

/** One request, many hosts: a batch with one job each. */
export const CreateJobsBody = z.discriminatedUnion('kind', [
  bodyOf('image.pull'),
  bodyOf('image.push'),
  bodyOf('image.build'),
  bodyOf('image.tag'),
  bodyOf('image.remove'),
  bodyOf('image.import'),
  bodyOf('image.load'),
  bodyOf('image.prune'),
  bodyOf('image.scan-packages'),
  bodyOf('container.run'),
  bodyOf('container.recreate'),
  bodyOf('container.commit'),
  bodyOf('container.prune'),
  bodyOf('builder.prune'),
]);
export type CreateJobsBody = z.input<typeof CreateJobsBody>;

/** One request, many containers: a batch with one job each, in this order; of a host there may be several. */
export const CreateBatchBody = z
  .object({
    kind: z.literal('container.recreate'),
    rolling: Rolling.optional(),
    jobs: z
      .array(z.object({ hostId: HostId, params: JOB_KINDS['container.recreate'].params }))
      .min(1)
      .max(1000),
  })
  // The second job would not find the container that the first has replaced.
  .refine(({ jobs }) => new Set(jobs.map(({ params }) => params.containerId)).size === jobs.length, {
    path: ['jobs'],
    error: 'a container is in it twice; ask for each once',
  });
export type CreateBatchBody = z.input<typeof CreateBatchBody>;

/** A rung of a job's timeline: an attempt, or the waiting before it. */
export const JobAttempt = z.object({
  attempt: z.number().int(),
  startedAt: Timestamp,
  endedAt: Timestamp.optional(),
  /** Of a build from Git: the commit that this attempt builds. */
  commit: z.string().optional(),
  outcome: z.enum(['succeeded', 'failed', 'canceled', 'interrupted']).optional(),
});
export type JobAttempt = z.infer<typeof JobAttempt>;

export const Job = z.object({
  id: JobId,
  batchId: BatchId,
  kind: JobKind,
  hostId: HostId,
  hostName: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** Of the container that it is about, when it was asked for; absent where it is about none, or none that was known. */
  containerName: z.string().optional(),
  state: JobState,
  /** Times it has been started; 0 while it waits for the first. */
  attempt: z.number().int(),
  /** Why it is not running, while it waits: words for the page. */
  waitingFor: z.enum(['host', 'slot', 'batch']).optional(),
  progress: TransferProgress.optional(),
  /** Sequence of the progress above within its attempt. */
  progressSequence: z.number().int(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: ErrorBody.optional(),
  cancelRequested: z.boolean(),
  createdBy: z.string(),
  createdAt: Timestamp,
  startedAt: Timestamp.optional(),
  endedAt: Timestamp.optional(),
  revision: z.number().int(),
});
export type Job = z.infer<typeof Job>;

export const CreatedJobs = z.object({ batchId: BatchId, jobs: z.array(Job) });
export type CreatedJobs = z.infer<typeof CreatedJobs>;

export const JobDetail = Job.extend({ attempts: z.array(JobAttempt) });
export type JobDetail = z.infer<typeof JobDetail>;

export const JobQuery = PageQuery.extend({
  host: HostId.optional(),
  batch: BatchId.optional(),
  kind: JobKind.optional(),
  /** `active`: every state that is not terminal. */
  state: z.union([JobState, z.literal('active')]).optional(),
  q: z.string().max(200).optional(),
});
export type JobQuery = z.infer<typeof JobQuery>;

/**
 * Where a reader of a job's output is: number of the attempt and sequence of the last piece, `0.0` before the first. Each
 * reply of the route has it in the header `JOB_LOG_POSITION`.
 */
export const JobLogPosition = z.string().regex(/^\d{1,9}\.\d{1,9}$/, 'this is not a position that the route has given');
export type JobLogPosition = z.infer<typeof JobLogPosition>;
export const JOB_LOG_POSITION = 'x-job-log-position';

export const JobLogQuery = z.object({
  /** Only what was written after it: a page that follows a job asks with the position of its last reply. */
  after: JobLogPosition.default('0.0'),
  /** Sends the reply as a file to keep. */
  download: z.enum(['true', 'false']).default('false'),
});
export type JobLogQuery = z.infer<typeof JobLogQuery>;

/** A batch at a glance. */
export const Batch = z.object({
  id: BatchId,
  kind: JobKind,
  rolling: Rolling.optional(),
  createdBy: z.string(),
  createdAt: Timestamp,
  /** How many of its jobs are in each state; a state without jobs is absent. */
  counts: z.partialRecord(JobState, z.number().int()),
  /** Set once so many have failed that the rest was not begun. */
  stopped: z.boolean(),
});
export type Batch = z.infer<typeof Batch>;

export const BatchDetail = Batch.extend({ jobs: z.array(Job) });
export type BatchDetail = z.infer<typeof BatchDetail>;
