import { ErrorBody, HostId, JobId } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

const onContainer = {
  hostId: HostId,
  hostName: z.string(),
  containerId: z.string(),
  containerName: z.string(),
  /** It was so then, on a host that cannot be heard since. Absent: it is so. */
  knownAt: Timestamp.optional(),
};

/** Something that wants a human's eye, worst first. */
export const Concern = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('host.silent'),
    hostId: HostId,
    hostName: z.string(),
    status: z.enum(['unknown', 'offline']),
    since: Timestamp.optional(),
  }),
  z.object({ type: z.literal('engine.down'), hostId: HostId, hostName: z.string(), reason: z.string().optional() }),
  z.object({ type: z.literal('container.unhealthy'), ...onContainer, at: Timestamp.optional() }),
  z.object({
    type: z.literal('container.restarting'),
    ...onContainer,
    restartCount: z.number().int(),
  }),
  z.object({
    type: z.literal('container.failed'),
    ...onContainer,
    exitCode: z.number().int(),
    outOfMemory: z.boolean(),
    at: Timestamp.optional(),
  }),
  z.object({
    type: z.literal('job.failed'),
    jobId: JobId,
    hostId: HostId,
    hostName: z.string(),
    kind: z.string(),
    subject: z.string(),
    error: ErrorBody.optional(),
    at: Timestamp,
  }),
]);
export type Concern = z.infer<typeof Concern>;

/** Answers "is everything all right?". */
export const Overview = z.object({
  hosts: z.object({
    total: z.number().int(),
    online: z.number().int(),
    unknown: z.number().int(),
    offline: z.number().int(),
    engineDown: z.number().int(),
  }),
  containers: z.object({
    total: z.number().int(),
    running: z.number().int(),
    paused: z.number().int(),
    restarting: z.number().int(),
    exited: z.number().int(),
    created: z.number().int(),
    dead: z.number().int(),
    unhealthy: z.number().int(),
  }),
  images: z.object({ total: z.number().int(), untagged: z.number().int(), bytes: z.number() }),
  jobs: z.object({
    running: z.number().int(),
    waiting: z.number().int(),
    failedLastDay: z.number().int(),
    succeededLastDay: z.number().int(),
  }),
  concerns: z.array(Concern),
  /** Concerns in all; the list above is bounded. */
  concernCount: z.number().int(),
  asOf: Timestamp,
});
export type Overview = z.infer<typeof Overview>;
