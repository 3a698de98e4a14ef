import {
  type Container,
  type Host,
  type ImageSummary,
  type Job,
  type JobTick,
  JobTopic,
  type LiveDelta,
  type LiveTopic,
} from '@roadstead/contract';
import type { Digest, HostId, JobId } from '@roadstead/domain';
import { groupBy } from './group-by.js';

/** A kind of rows that topics show. */
export type LiveKind = 'hosts' | 'containers' | 'images' | 'jobs';

/** What the processes of the API tell each other about a window of changes: each makes its own browsers' deltas of it. */
export type LiveChange =
  | { kind: 'hosts'; hosts: Host[]; removed: HostId[] }
  | { kind: 'containers'; containers: Container[]; removed: { hostId: HostId; id: string }[] }
  /** `on`: where they changed. An image without a row is on no host any more. */
  | { kind: 'images'; images: ImageSummary[]; on: { hostId: HostId; id: Digest }[] }
  | { kind: 'jobs'; jobs: Job[] }
  /** Nothing else of these jobs is new, and something newer follows soon. */
  | { kind: 'progress'; ticks: JobTick[] }
  /** These jobs have written output. */
  | { kind: 'output'; of: JobId[] }
  /** More than is worth sending. */
  | { kind: 'stale'; of: LiveKind };

export type LiveRows = Omit<LiveDelta, 'topic'>;

/** The deltas that a change makes, by topic. */
export function deltasOf(change: Exclude<LiveChange, { kind: 'stale' }>): Map<LiveTopic, LiveRows> {
  if (change.kind === 'hosts') return hostDeltas(change);
  if (change.kind === 'containers') return containerDeltas(change);
  if (change.kind === 'images') return imageDeltas(change);
  if (change.kind === 'output') return new Map(change.of.map((id) => [JobTopic(id), { wrote: true }]));
  if (change.kind === 'progress') return aboutJobs(change.ticks, (progress) => ({ progress }));
  return aboutJobs(change.jobs, (jobs) => ({ jobs }));
}

/** Whether a topic shows rows of a kind. */
export function isAbout(topic: string, kind: LiveKind): boolean {
  if (topic === kind || topic.startsWith('host/')) return true;
  return kind === 'jobs' && (topic.startsWith('job/') || topic.startsWith('batch/'));
}

function hostDeltas({ hosts, removed }: Extract<LiveChange, { kind: 'hosts' }>): Map<LiveTopic, LiveRows> {
  const deltas = new Map<LiveTopic, LiveRows>([['hosts', { hosts, removedHosts: removed }]]);
  for (const host of hosts) deltas.set(`host/${host.id}`, { hosts: [host] });
  for (const id of removed) deltas.set(`host/${id}`, { removedHosts: [id] });
  return deltas;
}

function containerDeltas({
  containers,
  removed,
}: Extract<LiveChange, { kind: 'containers' }>): Map<LiveTopic, LiveRows> {
  const deltas = new Map<LiveTopic, LiveRows>([['containers', { containers, removedContainers: removed }]]);
  const stored = groupBy(containers, ({ hostId }) => hostId);
  const gone = groupBy(removed, ({ hostId }) => hostId);
  for (const hostId of new Set([...stored.keys(), ...gone.keys()])) {
    deltas.set(`host/${hostId}`, { containers: stored.get(hostId) ?? [], removedContainers: gone.get(hostId) ?? [] });
  }
  return deltas;
}

function imageDeltas({ images, on }: Extract<LiveChange, { kind: 'images' }>): Map<LiveTopic, LiveRows> {
  const rows = new Map(images.map((image) => [image.id, image]));
  const nowhere = [...new Set(on.map(({ id }) => id))].filter((id) => !rows.has(id));
  const deltas = new Map<LiveTopic, LiveRows>([['images', { images, removedImages: nowhere }]]);
  for (const [hostId, pairs] of groupBy(on, (pair) => pair.hostId)) {
    const here = (id: Digest) => rows.get(id)?.hosts.some((host) => host.hostId === hostId) ?? false;
    deltas.set(`host/${hostId}`, {
      images: pairs.flatMap(({ id }) => (here(id) ? (rows.get(id) ?? []) : [])),
      removedImages: pairs.map(({ id }) => id).filter((id) => !here(id)),
    });
  }
  return deltas;
}

/** To the list of jobs, and to the page of each job, its batch and its host. */
function aboutJobs<T extends Pick<Job, 'id' | 'batchId' | 'hostId'>>(
  jobs: T[],
  rows: (jobs: T[]) => LiveRows,
): Map<LiveTopic, LiveRows> {
  const deltas = new Map<LiveTopic, LiveRows>([['jobs', rows(jobs)]]);
  for (const job of jobs) deltas.set(`job/${job.id}`, rows([job]));
  for (const [batchId, ofBatch] of groupBy(jobs, (job) => job.batchId)) deltas.set(`batch/${batchId}`, rows(ofBatch));
  for (const [hostId, onHost] of groupBy(jobs, (job) => job.hostId)) deltas.set(`host/${hostId}`, rows(onHost));
  return deltas;
}
