import type {
  BatchDetail,
  Container,
  Host,
  ImageSummary,
  Job,
  JobDetail,
  JobTick,
  LiveDelta,
  Overview,
} from '@roadstead/contract';
import type { QueryClient } from '@tanstack/react-query';
import {
  applyToPages,
  CONTAINER_ROWS,
  containerKey,
  HOST_ROWS,
  IMAGE_ROWS,
  JOB_ROWS,
  mergeRows,
  type Pages,
  type RowKind,
  removeFromPages,
  removeRows,
} from './apply-rows';
import { withTick, withTicks } from './job-ticks';
import type { ListRefresher } from './list-refresher';
import { KEYS } from './query-keys';

/**
 * Puts a delta, or the snapshot that a subscription began with, into the query cache.
 *
 * INVARIANT: a row in the cache never goes back to an older revision. Lists in pages are patched in place; what a patch
 * cannot tell (a new row's place, whether a changed row still matches a filter) is left to `refresher`, which fetches the
 * list again at a bounded rate.
 */
export function applyDelta(cache: QueryClient, refresher: ListRefresher, delta: LiveDelta, isSnapshot = false): void {
  if (delta.overview !== undefined) applyOverview(cache, delta.overview);
  if (delta.hosts !== undefined) {
    if (hasNewStatus(cache, delta.hosts)) refresher.refreshTopic('containers');
    applyHosts(cache, delta.hosts, isSnapshot && delta.topic === 'hosts');
  }
  if (delta.removedHosts !== undefined) removeHosts(cache, delta.removedHosts);
  if (delta.containers !== undefined) applyContainers(cache, refresher, delta.containers);
  if (delta.removedContainers !== undefined) removeContainers(cache, delta.removedContainers);
  if (delta.images !== undefined) applyImages(cache, refresher, delta.images);
  if (delta.removedImages !== undefined) removeImages(cache, delta.removedImages);
  if (delta.jobs !== undefined) applyJobs(cache, refresher, delta);
  if (delta.progress !== undefined) applyTicks(cache, delta.topic, delta.progress);
  if (delta.stats !== undefined) cache.setQueryData(KEYS.liveStats(delta.topic), delta.stats);
  if (delta.top !== undefined) cache.setQueryData(KEYS.statsTop(delta.topic), delta.top);
  if (delta.wrote === true) noteWritten(cache, delta.topic.slice('job/'.length));
  if (delta.stale === true) refresher.refreshTopic(delta.topic);
}

function applyOverview(cache: QueryClient, next: Overview): void {
  cache.setQueryData<Overview>(KEYS.overview, (known) =>
    known !== undefined && known.asOf > next.asOf ? known : next,
  );
}

function applyHosts(cache: QueryClient, rows: Host[], isWhole: boolean): void {
  cache.setQueryData<Host[]>(KEYS.hosts, (known) => {
    if (known === undefined) return isWhole ? rows : undefined;
    const current = isWhole ? removeRows(known, keysMissing(known, rows, HOST_ROWS), HOST_ROWS) : known;
    return mergeRows(current, rows, HOST_ROWS);
  });
  for (const row of rows) cache.setQueryData<Host>(KEYS.host(row.id), (known) => newer(known, row, HOST_ROWS));
}

/** Each container carries its host's status, and does not change itself when that does. */
function hasNewStatus(cache: QueryClient, rows: Host[]): boolean {
  const listed = new Map(cache.getQueryData<Host[]>(KEYS.hosts)?.map((host) => [host.id, host]));
  return rows.some((row) => {
    const known = listed.get(row.id) ?? cache.getQueryData<Host>(KEYS.host(row.id));
    return known !== undefined && known.status !== row.status;
  });
}

function keysMissing<T>(known: T[], rows: T[], kind: RowKind<T>): Set<string> {
  const left = new Set(known.map(kind.key));
  for (const row of rows) left.delete(kind.key(row));
  return left;
}

/** Only what a page already watches is kept up to date; nothing is put into the cache that nobody asked for. */
function newer<T>(known: T | undefined, next: T, kind: RowKind<T>): T | undefined {
  return known !== undefined && kind.isNewer(next, known) ? next : known;
}

function removeHosts(cache: QueryClient, ids: string[]): void {
  cache.setQueryData<Host[]>(KEYS.hosts, (known) => known && removeRows(known, new Set(ids), HOST_ROWS));
  for (const id of ids) void cache.invalidateQueries({ queryKey: KEYS.host(id) });
}

function patchLists<T>(
  cache: QueryClient,
  refresher: ListRefresher,
  key: readonly string[],
  rows: T[],
  kind: RowKind<T>,
) {
  let needsRefresh = false;
  cache.setQueriesData<Pages<T>>({ queryKey: key }, (known) => {
    if (known === undefined) return undefined;
    const { data, unknown } = applyToPages(known, rows, kind);
    needsRefresh ||= unknown > 0 || data !== known;
    return data;
  });
  if (needsRefresh) refresher.refresh(key);
}

function applyContainers(cache: QueryClient, refresher: ListRefresher, rows: Container[]): void {
  patchLists(cache, refresher, KEYS.containers, rows, CONTAINER_ROWS);
  for (const row of rows) {
    cache.setQueryData<Container>(KEYS.container(row.hostId, row.id), (known) => newer(known, row, CONTAINER_ROWS));
  }
}

function removeContainers(cache: QueryClient, removed: { hostId: string; id: string }[]): void {
  const keys = new Set(removed.map(containerKey));
  cache.setQueriesData<Pages<Container>>(
    { queryKey: KEYS.containers },
    (known) => known && removeFromPages(known, keys, CONTAINER_ROWS),
  );
  for (const { hostId, id } of removed) void cache.invalidateQueries({ queryKey: KEYS.container(hostId, id) });
}

function applyImages(cache: QueryClient, refresher: ListRefresher, rows: ImageSummary[]): void {
  patchLists(cache, refresher, KEYS.images, rows, IMAGE_ROWS);
  for (const row of rows) {
    const known = cache.getQueryData<ImageSummary>(KEYS.image(row.id));
    if (known !== undefined && IMAGE_ROWS.isNewer(row, known))
      void cache.invalidateQueries({ queryKey: KEYS.image(row.id) });
  }
}

function removeImages(cache: QueryClient, ids: string[]): void {
  const keys = new Set(ids);
  cache.setQueriesData<Pages<ImageSummary>>(
    { queryKey: KEYS.images },
    (known) => known && removeFromPages(known, keys, IMAGE_ROWS),
  );
  for (const id of ids) void cache.invalidateQueries({ queryKey: KEYS.image(id) });
}

function applyJobs(cache: QueryClient, refresher: ListRefresher, { topic, jobs = [] }: LiveDelta): void {
  patchJobLists(cache, refresher, jobs);
  for (const job of jobs) applyJob(cache, job);
  if (!topic.startsWith('batch/')) return;
  cache.setQueryData<BatchDetail>(
    KEYS.batch(topic.slice('batch/'.length)),
    (known) => known && { ...known, jobs: mergeRows(known.jobs, jobs, JOB_ROWS) },
  );
}

/** Progress alone changes no list's order or membership: only a changed state or an unknown job asks for the list again. */
function patchJobLists(cache: QueryClient, refresher: ListRefresher, jobs: Job[]): void {
  let needsRefresh = false;
  cache.setQueriesData<Pages<Job>>({ queryKey: KEYS.jobs }, (known) => {
    if (known === undefined) return undefined;
    const states = new Map(known.pages.flatMap((page) => page.items.map((job) => [job.id, job.state])));
    needsRefresh ||= jobs.some((job) => isRecentlyMade(job, known) && states.get(job.id) !== job.state);
    return applyToPages(known, jobs, JOB_ROWS).data;
  });
  if (needsRefresh) refresher.refresh(KEYS.jobs);
}

/** Lists run newest first: a job older than all rows at hand has its place on a page that is not loaded. */
function isRecentlyMade(job: Job, list: Pages<Job>): boolean {
  const oldest = list.pages.at(-1)?.items.at(-1);
  return oldest === undefined || job.createdAt >= oldest.createdAt;
}

function applyJob(cache: QueryClient, job: Job): void {
  const key = KEYS.job(job.id);
  const known = cache.getQueryData<JobDetail>(key);
  if (known === undefined || !JOB_ROWS.isNewer(job, known)) return;
  cache.setQueryData<JobDetail>(key, { ...known, ...job });
  // The timeline of attempts comes by REST only.
  if (known.state !== job.state || known.attempt !== job.attempt) void cache.invalidateQueries({ queryKey: key });
}

/** Moves the progress of jobs that are at hand, and nothing else. */
function applyTicks(cache: QueryClient, topic: LiveDelta['topic'], progress: JobTick[]): void {
  const ticks = new Map(progress.map((tick) => [tick.id as string, tick]));
  cache.setQueriesData<Pages<Job>>({ queryKey: KEYS.jobs }, (known) => {
    if (known === undefined) return undefined;
    const items = known.pages.map((page) => withTicks(page.items, ticks));
    if (items.every((rows, index) => rows === known.pages[index]?.items)) return known;
    return { ...known, pages: known.pages.map((page, index) => ({ ...page, items: items[index] ?? page.items })) };
  });
  for (const tick of progress) {
    cache.setQueryData<JobDetail>(KEYS.job(tick.id), (known) => known && withTick(known, tick));
  }
  if (!topic.startsWith('batch/')) return;
  cache.setQueryData<BatchDetail>(KEYS.batch(topic.slice('batch/'.length)), (known) => {
    const jobs = known && withTicks(known.jobs, ticks);
    return known && (jobs === known.jobs ? known : { ...known, jobs: jobs ?? known.jobs });
  });
}

/** Output does not come over the socket: who shows it asks for it. */
function noteWritten(cache: QueryClient, jobId: string): void {
  cache.setQueryData<number>(KEYS.jobWritten(jobId), (count = 0) => count + 1);
}
