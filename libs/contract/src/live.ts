import { type ContainerId, HostId, type JobId, TransferProgress } from '@roadstead/domain';
import { z } from 'zod';
import { Container } from './containers.js';
import { Host } from './hosts.js';
import { ImageSummary } from './images.js';
import { Job } from './jobs.js';
import { Overview } from './overview.js';
import { LiveStats, Top, TopSort } from './stats.js';

/**
 * Live topics over socket.io, namespace `/live`, authenticated by the session cookie or by `auth: { token }`.
 *
 * The client emits `subscribe` with a topic and gets the snapshot in the acknowledgement; `delta` messages follow. The
 * server joins the room before it reads the snapshot, so nothing falls between the two. Each row carries a `revision`:
 * a delta whose row is older than the one at hand is dropped by the client. After a reconnect the client subscribes again.
 *
 * A job's progress moves several times a second and does not touch its `revision`. It comes as `progress`, without the rest of
 * the row, and belongs to the row with the same `revision`: of two the one with the higher `progressSequence` is the
 * newer. (A new attempt, whose sequence begins again, has a higher revision.) A message with progress may be left out for
 * a slow client; the job's end, which is a row, never is.
 *
 * Output is not sent over the socket. `wrote` in a delta of `job/…` says that there is more of it: the client asks the
 * route `jobLog` for what came after its position, and once more when the job has ended.
 *
 * `containers` and `images` have an empty snapshot: the rows come by REST, page by page; deltas keep them true.
 *
 * Topics of `stats/…` have an empty snapshot, and samples follow about once a second while somebody looks (`stats/top/…`:
 * every two seconds, slower in a large fleet). They are not state: one may be left out, and of two the later wins. Nothing
 * comes of a host that cannot be heard.
 */
export const LIVE_NAMESPACE = '/live';

export const LiveTopic = z.union([
  z.literal('overview'),
  z.literal('hosts'),
  z.literal('containers'),
  z.literal('images'),
  z.literal('jobs'),
  z.templateLiteral(['host/', z.uuid()]),
  z.templateLiteral(['job/', z.uuid()]),
  z.templateLiteral(['batch/', z.uuid()]),
  z.templateLiteral(['stats/host/', z.uuid()]),
  z.templateLiteral(['stats/container/', z.uuid(), '/', z.string().regex(/[0-9a-f]{64}/)]),
  z.templateLiteral(['stats/top/', TopSort]),
  z.templateLiteral(['stats/top/', TopSort, '/', z.uuid()]),
]);
export type LiveTopic = z.infer<typeof LiveTopic>;

/** How far a running job is: what of its row moves while nothing else of it changes. */
export const JobTick = Job.pick({
  id: true,
  batchId: true,
  hostId: true,
  revision: true,
  attempt: true,
  progressSequence: true,
}).extend({ progress: TransferProgress });
export type JobTick = z.infer<typeof JobTick>;

/** Rows that changed and keys of rows that went. Each topic carries only the kinds that belong to it. */
export const LiveDelta = z.object({
  topic: LiveTopic,
  overview: Overview.optional(),
  hosts: z.array(Host).optional(),
  removedHosts: z.array(HostId).optional(),
  containers: z.array(Container).optional(),
  removedContainers: z.array(z.object({ hostId: HostId, id: z.string() })).optional(),
  images: z.array(ImageSummary).optional(),
  removedImages: z.array(z.string()).optional(),
  jobs: z.array(Job).optional(),
  progress: z.array(JobTick).optional(),
  stats: LiveStats.optional(),
  top: Top.optional(),
  /** The job of this topic has written output. */
  wrote: z.literal(true).optional(),
  /** More changed than is worth sending row by row: fetch again. */
  stale: z.boolean().optional(),
});
export type LiveDelta = z.infer<typeof LiveDelta>;

/** What `subscribe` answers: `hosts` has all hosts, `jobs` the active and the latest 100, `job/…` and `batch/…` theirs. */
export type LiveSnapshot = Omit<LiveDelta, 'topic'>;
export const JobTopic = (id: JobId): LiveTopic => `job/${id}`;
export const HostStatsTopic = (hostId: HostId): LiveTopic => `stats/host/${hostId}`;
export const ContainerStatsTopic = (hostId: HostId, id: ContainerId): LiveTopic => `stats/container/${hostId}/${id}`;
