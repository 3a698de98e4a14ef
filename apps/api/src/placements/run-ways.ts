import { Prisma } from '../platform/prisma/generated/client.js';
import type { ContainerKey, HostKey, HostRef, ImageKey, Matching } from './matching.js';
import type { TimeWindow } from './time-window.js';

/**
 * More keys than these are not followed one by one: runs of all are gone through, and many of them match. A moment of all is as
 * much as the fleet and some of its history; an image or a host costs a dozen looks into an index, a container all of its runs.
 */
const MOST_CONTAINERS = 128;
const MOST_CONTAINERS_AT_A_MOMENT = 8;
const MOST_IMAGES = 128;
const MOST_HOSTS = 64;
/** As in run_class() of the migration; the last class has no bound, and a hundred years are none. */
const CLASS_SECONDS = [60, 240, 960, 3840, 15360, 61440, 245760, 983040, 3932160, 15728640, 62914560, 3_200_000_000];

const CLASSES = Prisma.sql`unnest(${CLASS_SECONDS.map((_seconds, index) => index)}::int[], ${CLASS_SECONDS}::float8[]) AS k(class, longest)`;

/** A way to runs by an index: a row for each key, and what a run has to do with it. */
export interface Way {
  /** What of a filter is met by all on the way. */
  readonly by?: 'hosts' | 'images' | 'containers';
  readonly keys?: Prisma.Sql;
  /** In the place of `keys` on the way to closed runs. */
  readonly closedKeys?: Prisma.Sql;
  readonly closed: Prisma.Sql;
  readonly open: Prisma.Sql;
}

/** Whether a run can come on more ways than one. */
export function comesTwice({
  matching,
  window,
}: {
  readonly matching: Matching;
  readonly window: TimeWindow;
}): boolean {
  return (
    narrowest(matching, window) === undefined &&
    (textWays(matching, window) ?? labelWays(matching, window)) !== undefined
  );
}

export function waysTo(matching: Matching, window: TimeWindow, endedAfter: Date | undefined): Way[] {
  const narrow = narrowest(matching, window, endedAfter);
  if (narrow !== undefined) return [narrow];
  return textWays(matching, window, endedAfter) ?? labelWays(matching, window, endedAfter) ?? [byClass(endedAfter)];
}

function narrowest(matching: Matching, window: TimeWindow, endedAfter?: Date): Way | undefined {
  const { containers, images, hosts } = matching;
  if (isFew(containers, mostContainers(matching, window)))
    return { ...byContainers(containers, window, endedAfter), by: 'containers' };
  if (isFew(images, MOST_IMAGES)) return { ...byImages(images, endedAfter), by: 'images' };
  if (isFew(hosts, MOST_HOSTS)) return { ...byHosts(keysOf(hosts), endedAfter), by: 'hosts' };
  return undefined;
}

function textWays(matching: Matching, window: TimeWindow, endedAfter?: Date): Way[] | undefined {
  if (matching.text === undefined) return undefined;
  const { containers, images, hosts } = matching.text;
  const areFew =
    isFew(containers, mostContainers(matching, window)) && isFew(images, MOST_IMAGES) && isFew(hosts, MOST_HOSTS);
  return areFew
    ? [byContainers(containers, window, endedAfter), byImages(images, endedAfter), byHosts(hosts, endedAfter)]
    : undefined;
}

function labelWays(matching: Matching, window: TimeWindow, endedAfter?: Date): Way[] | undefined {
  if (matching.label === undefined) return undefined;
  const { containers, images } = matching.label;
  const areFew = isFew(containers, mostContainers(matching, window)) && isFew(images, MOST_IMAGES);
  return areFew ? [byContainers(containers, window, endedAfter), byImages(images, endedAfter)] : undefined;
}

function mostContainers({ seldom }: Matching, window: TimeWindow): number {
  return window.type === 'moment' && !seldom ? MOST_CONTAINERS_AT_A_MOMENT : MOST_CONTAINERS;
}

/**
 * Containers that are named, each of which may have run any number of times: of a question for a moment it has to be found out
 * whether to follow them.
 */
export function unsureContainers({ containers, text, label }: Matching, window: TimeWindow): ContainerKey[] {
  if (window.type !== 'moment') return [];
  const named = [containers, text?.containers, label?.containers].filter((keys) => isFew(keys, MOST_CONTAINERS));
  return named.every((keys) => isFew(keys, MOST_CONTAINERS_AT_A_MOMENT)) ? [] : named.flat();
}

function isFew<T>(keys: readonly T[] | undefined, most: number): keys is readonly T[] {
  return keys !== undefined && keys.length <= most;
}

function byContainers(keys: readonly ContainerKey[], window: TimeWindow, endedAfter: Date | undefined): Way {
  const on = Prisma.sql`p.container_key = k.container_key`;
  const all = Prisma.sql`unnest(${keys}::int[]) AS k(container_key)`;
  const way: Way = { keys: all, closed: on, open: Prisma.sql`${on} AND p.end_known_by IS NULL` };
  if (window.type !== 'moment' || endedAfter === undefined) return way;
  // Of many runs of a container one goes on at a moment: which of them may is told by an index alone, and no other row is fetched.
  const closedKeys = Prisma.sql`unnest(${keys}::int[]) AS each(container_key) CROSS JOIN LATERAL (
    SELECT q.container_key, q.started_at FROM runs q
    WHERE q.container_key = each.container_key AND q.ended_at >= ${endedAfter} AND q.started_at <= ${window.at}::timestamptz + interval '1 day'
    OFFSET 0
  ) AS k`;
  return { ...way, closedKeys, closed: Prisma.sql`${on} AND p.started_at = k.started_at` };
}

/** Of these, no range of a window is known. */
export function byWildHosts(keys: readonly HostKey[]): Way {
  const on = Prisma.sql`p.host_key = k.host_key`;
  return { keys: Prisma.sql`unnest(${keys}::int[]) AS k(host_key)`, closed: on, open: on };
}

function byImages(keys: readonly ImageKey[], endedAfter: Date | undefined): Way {
  return byKeys(Prisma.sql`p.image_key`, keys, endedAfter);
}

function byHosts(keys: readonly HostKey[], endedAfter: Date | undefined): Way {
  return byKeys(Prisma.sql`p.host_key`, keys, endedAfter);
}

/** Runs of each key by how long they took. */
function byKeys(column: Prisma.Sql, keys: readonly number[], endedAfter: Date | undefined): Way {
  return {
    keys: Prisma.sql`unnest(${keys}::int[]) AS each(key) CROSS JOIN ${CLASSES}`,
    // Key and class are one number, so that no other index seems to do.
    closed: Prisma.sql`run_class_of(${column}, p.started_at, p.ended_at) = run_class_of(each.key, k.class) AND ${reaches(endedAfter)}`,
    open: Prisma.sql`${column} = each.key AND k.class = 0 AND p.end_known_by IS NULL`,
  };
}

/** All runs, from an index alone, by how long they took: see run_class() in the migration. Open ones are few and have another. */
function byClass(endedAfter: Date | undefined): Way {
  return {
    keys: CLASSES,
    closed: Prisma.sql`run_class(p.started_at, p.ended_at) = k.class AND ${reaches(endedAfter)}`,
    open: Prisma.sql`k.class = 0`,
  };
}

function reaches(endedAfter: Date | undefined): Prisma.Sql {
  return endedAfter === undefined
    ? Prisma.sql`TRUE`
    : Prisma.sql`p.started_at >= ${endedAfter}::timestamptz - k.longest * interval '1 s'`;
}

/** @param by what is met without them */
export function conditions({ hosts, images, containers, label, text }: Matching, by: Way['by']): Prisma.Sql[] {
  const all: Prisma.Sql[] = [];
  if (hosts !== undefined && by !== 'hosts') all.push(Prisma.sql`p.host_key = ANY(${keysOf(hosts)}::int[])`);
  if (images !== undefined && by !== 'images') all.push(Prisma.sql`p.image_key = ANY(${images}::int[])`);
  if (containers !== undefined && by !== 'containers')
    all.push(Prisma.sql`p.container_key = ANY(${containers}::int[])`);
  if (label !== undefined) {
    const { key, value, containers: named } = label;
    const ofContainers =
      named === undefined
        ? Prisma.sql`p.container_key IN (SELECT c.key FROM history_containers c WHERE ${hasLabel(Prisma.sql`c.labels`, key, value)})`
        : Prisma.sql`p.container_key = ANY(${named}::int[])`;
    all.push(Prisma.sql`(${ofContainers} OR p.image_key = ANY(${label.images}::int[]))`);
  }
  if (text !== undefined) {
    const { pattern } = text;
    // As a case, of which Postgres takes half to match: taken for rare, a page of what everything has would be sorted out of all.
    const named =
      text.containers === undefined ? Prisma.sql`TRUE` : Prisma.sql`p.container_key = ANY(${text.containers}::int[])`;
    all.push(Prisma.sql`CASE WHEN p.host_key = ANY(${text.hosts}::int[]) OR p.image_key = ANY(${text.images}::int[])
      OR (${named} AND lower(p.container_name) LIKE ${pattern}) THEN TRUE ELSE FALSE END`);
  }
  return all;
}

export function hasLabel(labels: Prisma.Sql, key: string, value: string | undefined): Prisma.Sql {
  return value === undefined
    ? Prisma.sql`${labels} ? ${key}`
    : Prisma.sql`${labels} @> ${JSON.stringify({ [key]: value })}::jsonb`;
}

function keysOf(hosts: readonly HostRef[]): HostKey[] {
  return hosts.map(({ key }) => key);
}
