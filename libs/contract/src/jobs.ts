import {
  BatchId,
  ErrorBody,
  HostId,
  JobId,
  JobKind,
  JobState,
  ReferenceText,
  TransferProgress,
} from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, Timestamp } from './paging.js';

export const ImagePullParams = z.object({
  reference: ReferenceText,
  registryId: z.uuid().optional(),
  platform: z
    .string()
    .regex(/^[a-z0-9]+\/[a-z0-9_]+(?:\/v[0-9]+)?$/, 'a platform is os/architecture, for example linux/arm64')
    .optional(),
});
export type ImagePullParams = z.infer<typeof ImagePullParams>;

const onHosts = { hostIds: z.array(HostId).min(1).max(1000) };

/** One request, many hosts: a batch with one job each. */
export const CreateJobsBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image.pull'), ...onHosts, params: ImagePullParams }),
]);
export type CreateJobsBody = z.input<typeof CreateJobsBody>;

/** A rung of a job's timeline: an attempt, or the waiting before it. */
export const JobAttempt = z.object({
  attempt: z.number().int(),
  startedAt: Timestamp,
  endedAt: Timestamp.optional(),
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
  state: JobState,
  /** Times it has been started; 0 while it waits for the first. */
  attempt: z.number().int(),
  /** Why it is not running, while it waits: words for the page. */
  waitingFor: z.enum(['host', 'slot']).optional(),
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
