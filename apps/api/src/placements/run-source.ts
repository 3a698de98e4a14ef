import type { HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { ContainerKey, Matching } from './matching.js';
import type { TimeWindow } from './time-window.js';

/** How far hosts' clocks are off, as far as ranges of an index have to be wider for it. */
export interface Clocks {
  readonly leastMs: number;
  readonly mostMs: number;
  /** Hosts whose clocks are off by more than a day: they are looked through by themselves. */
  readonly wild: readonly HostId[];
}

export interface RunQuery {
  readonly window: TimeWindow;
  readonly matching: Matching;
  readonly clocks: Clocks;
  /**
   * Of `p` (placements). From an index alone, whatever is filtered by: ids, container names and times. With other columns each
   * run that goes on then is fetched: where they are many, take ids, and fetch what is wanted by them.
   */
  readonly columns: Prisma.Sql;
  /** Columns, condition or order are of `h` (hosts), too. */
  readonly withHosts?: boolean;
  /** Only what ended by then. */
  readonly endedBy?: Date;
  /** Only what began after that. */
  readonly startedAfter?: Date;
  readonly condition?: Prisma.Sql;
  readonly order?: Prisma.Sql;
  readonly limit?: number;
}

/** More keys than these are not looked up one by one: runs of all are gone through, and many of them match. */
export const MOST_CONTAINERS = 128;
export const MOST_IMAGES = 256;
/** At a moment each image costs all of its runs until then; what ran at the moment is found without them. */
const MOST_IMAGES_AT_A_MOMENT = 32;
export const MOST_HOSTS = 64;
/** As in run_class() of the migration; the last class has no bound, and a hundred years are none. */
const CLASS_SECONDS = [60, 240, 960, 3840, 15360, 61440, 245760, 983040, 3932160, 15728640, 62914560, 3_200_000_000];

/** A way to runs by an index: a row for each key, and what a run has to do with it. */
interface Way {
  readonly keys?: Prisma.Sql;
  readonly closed: Prisma.Sql;
  readonly open: Prisma.Sql;
  /** How to read the reference of a run without that all runs on the way are fetched for it. */
  readonly reference: Prisma.Sql;
}

const OWN_OFFSET = Prisma.sql`(SELECT ${OFFSET} FROM hosts h WHERE h.id = p.host_id)`;
const OWN_HOST_NAME = Prisma.sql`(SELECT h.name FROM hosts h WHERE h.id = p.host_id)`;
const OWN_REFERENCE = Prisma.sql`p.image_reference`;
const FETCHED_REFERENCE = Prisma.sql`(SELECT whole.image_reference FROM placements whole WHERE whole.id = p.id)`;

/**
 * Runs that match, as a SELECT: for each way by which an index leads to them, and for each key on it, no more than `limit`
 * in the order that is wanted. Whoever takes it sorts and cuts once more.
 *
 * Times of the rows are by the hosts' clocks, those of the window by the control plane's. Ranges of an index are as wide as
 * clocks are apart; each host's own offset decides.
 */
export function runs(query: RunQuery): Prisma.Sql {
  const { window, clocks, matching, endedBy, startedAfter } = query;
  const tame = clocks.wild.length === 0 ? [] : [Prisma.sql`p.host_id <> ALL(${clocks.wild}::uuid[])`];
  const from = window.type === 'span' ? window.from : window.at;
  const to = window.type === 'span' ? window.to : window.at;
  const least = from && new Date(from.getTime() + clocks.leastMs);
  const most = to && new Date(to.getTime() + clocks.mostMs);
  const begun = most === undefined || window.type === 'now' ? [] : [Prisma.sql`p.started_at <= ${most}`];
  const ended = least === undefined ? [] : [Prisma.sql`p.ended_at >= ${least}`];
  if (startedAfter !== undefined) {
    begun.push(Prisma.sql`p.started_at > ${new Date(startedAfter.getTime() + clocks.leastMs)}`);
  }
  if (endedBy !== undefined) ended.push(Prisma.sql`p.ended_at <= ${new Date(endedBy.getTime() + clocks.mostMs)}`);
  const goes = during(window, clocks, offsetFor(query));
  const branches: Prisma.Sql[] = [];
  for (const way of waysTo(matching, window, least)) {
    if (endedBy === undefined) {
      branches.push(branch(query, way, [way.open, Prisma.sql`p.ended_at IS NULL`, ...begun, ...tame, goes]));
    }
    if (window.type !== 'now') {
      branches.push(
        branch(query, way, [way.closed, Prisma.sql`p.ended_at IS NOT NULL`, ...begun, ...ended, ...tame, goes]),
      );
    }
  }
  if (clocks.wild.length > 0) {
    const way = byHosts(clocks.wild);
    const open = window.type === 'now' ? Prisma.sql`p.ended_at IS NULL` : Prisma.sql`TRUE`;
    branches.push(branch({ ...query, withHosts: true }, way, [way.open, open, within(window)]));
  }
  return Prisma.join(branches, ' UNION ALL ');
}

/** Whether a run can come on more ways than one. */
export function comesTwice({ matching, window }: Pick<RunQuery, 'matching' | 'window'>): boolean {
  const { label, text } = matching;
  return narrowest(matching, window) === undefined && (text?.found !== undefined || label?.containers !== undefined);
}

function branch(query: RunQuery, { keys, reference }: Way, on: readonly Prisma.Sql[]): Prisma.Sql {
  const { matching, columns, endedBy, startedAfter, condition, order, limit } = query;
  const offset = offsetFor(query);
  const all = [...on, ...conditions(matching, reference)];
  if (endedBy !== undefined) all.push(Prisma.sql`p.ended_at <= ${endedBy}::timestamptz + ${offset}`);
  if (startedAfter !== undefined) all.push(Prisma.sql`p.started_at > ${startedAfter}::timestamptz + ${offset}`);
  if (condition !== undefined) all.push(condition);
  const where = Prisma.join(all, ' AND ');
  const ordered = order === undefined ? Prisma.empty : Prisma.sql`ORDER BY ${order}`;
  const cut = limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${limit}`;
  const source =
    query.withHosts === true ? Prisma.sql`placements p JOIN hosts h ON h.id = p.host_id` : Prisma.sql`placements p`;
  const select = Prisma.sql`SELECT ${columns} FROM ${source} WHERE ${where} ${ordered} ${cut}`;
  return keys === undefined
    ? Prisma.sql`(${select})`
    : Prisma.sql`(SELECT r.* FROM ${keys} CROSS JOIN LATERAL (${select}) AS r)`;
}

function offsetFor(query: RunQuery): Prisma.Sql {
  return query.withHosts === true ? OFFSET : OWN_OFFSET;
}

/**
 * Of a run `p` of a tame host: it goes on at some moment of the window. Most do whatever the host's clock says, or are left out
 * by ranges: the host's own offset is looked at for the others.
 */
function during(window: TimeWindow, { leastMs, mostMs }: Clocks, offset: Prisma.Sql): Prisma.Sql {
  const exact = goesOn(window, offset, offset);
  if (window.type === 'now') return exact;
  const constant = (ms: number) => Prisma.sql`${ms}::float8 * interval '1 ms'`;
  return Prisma.sql`(${goesOn(window, constant(leastMs), constant(mostMs))} OR ${exact})`;
}

/** Of `p` and `h`: the run goes on at some moment of the window. */
export function within(window: TimeWindow): Prisma.Sql {
  return goesOn(window, OFFSET, OFFSET);
}

/** @param least what the clock is ahead of the control plane's at the least */
function goesOn(window: TimeWindow, least: Prisma.Sql, most: Prisma.Sql): Prisma.Sql {
  switch (window.type) {
    case 'now':
      return Prisma.sql`TRUE`;
    case 'moment':
      return Prisma.sql`(p.started_at <= ${window.at}::timestamptz + ${least}
        AND (p.ended_at IS NULL OR p.ended_at > ${window.at}::timestamptz + ${most}))`;
    case 'span': {
      const { from, to } = window;
      const begun = to === undefined ? Prisma.sql`TRUE` : Prisma.sql`p.started_at < ${to}::timestamptz + ${least}`;
      // What ended at once ran at the moment of its start.
      const ended =
        from === undefined
          ? Prisma.sql`TRUE`
          : Prisma.sql`(p.ended_at IS NULL OR p.ended_at > ${from}::timestamptz + ${most}
              OR p.started_at >= ${from}::timestamptz + ${most})`;
      return Prisma.sql`(${begun} AND ${ended})`;
    }
  }
}

function waysTo(matching: Matching, window: TimeWindow, endedAfter: Date | undefined): Way[] {
  const { label, text } = matching;
  const narrow = narrowest(matching, window);
  if (narrow !== undefined) return [narrow];
  if (text?.found !== undefined) {
    const { containers, imageIds, hostIds } = text.found;
    return [byContainers(containers), byImages(imageIds), byHosts(hostIds)];
  }
  if (label?.containers !== undefined) return [byContainers(label.containers), byImages(label.imageIds)];
  return [byClass(endedAfter)];
}

function narrowest({ containers, imageIds, hostIds }: Matching, window: TimeWindow): Way | undefined {
  const mostImages = window.type === 'moment' ? MOST_IMAGES_AT_A_MOMENT : MOST_IMAGES;
  if (containers !== undefined && containers.length <= MOST_CONTAINERS) return byContainers(containers);
  if (imageIds !== undefined && imageIds.length <= mostImages) return byImages(imageIds);
  if (hostIds !== undefined && hostIds.length <= MOST_HOSTS) return byHosts(hostIds);
  return undefined;
}

function byContainers(keys: readonly ContainerKey[]): Way {
  const on = Prisma.sql`p.host_id = k.host_id AND p.container_id = k.container_id`;
  return {
    keys: Prisma.sql`${containerKeys(keys)} AS k(host_id, container_id)`,
    closed: on,
    open: on,
    reference: OWN_REFERENCE,
  };
}

function byImages(ids: readonly string[]): Way {
  const on = Prisma.sql`p.image_id = k.image_id`;
  return { keys: Prisma.sql`unnest(${ids}::text[]) AS k(image_id)`, closed: on, open: on, reference: OWN_REFERENCE };
}

function byHosts(ids: readonly HostId[]): Way {
  const on = Prisma.sql`p.host_id = k.host_id`;
  return { keys: Prisma.sql`unnest(${ids}::uuid[]) AS k(host_id)`, closed: on, open: on, reference: OWN_REFERENCE };
}

/** All runs, from an index alone, by how long they took: see run_class() in the migration. Open ones are few and have another. */
function byClass(endedAfter: Date | undefined): Way {
  const classes = CLASS_SECONDS.map((_seconds, index) => index);
  const reaches =
    endedAfter === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`p.started_at >= ${endedAfter}::timestamptz - k.longest * interval '1 s'`;
  return {
    keys: Prisma.sql`unnest(${classes}::int[], ${CLASS_SECONDS}::float8[]) AS k(class, longest)`,
    closed: Prisma.sql`run_class(p.started_at, p.ended_at) = k.class AND ${reaches}`,
    open: Prisma.sql`k.class = 0`,
    reference: FETCHED_REFERENCE,
  };
}

function conditions(
  { hostIds, imageIds, references, containers, label, text }: Matching,
  reference: Prisma.Sql,
): Prisma.Sql[] {
  const all: Prisma.Sql[] = [];
  if (hostIds !== undefined) all.push(Prisma.sql`p.host_id = ANY(${hostIds}::uuid[])`);
  if (imageIds !== undefined) all.push(Prisma.sql`p.image_id = ANY(${imageIds}::text[])`);
  if (references !== undefined) all.push(Prisma.sql`${reference} = ANY(${references}::text[])`);
  if (containers !== undefined) {
    all.push(Prisma.sql`(p.host_id, p.container_id) IN (SELECT * FROM ${containerKeys(containers)})`);
  }
  if (label !== undefined) {
    const { key, value, imageIds: ofImages } = label;
    all.push(Prisma.sql`(p.image_id = ANY(${ofImages}::text[]) OR EXISTS (
      SELECT FROM history_containers c
      WHERE c.host_id = p.host_id AND c.container_id = p.container_id AND ${hasLabel(Prisma.sql`c.labels`, key, value)}))`);
  }
  if (text !== undefined) {
    const { pattern } = text;
    // As a case, of which Postgres takes half to match: taken for rare, a page of what everything has would be sorted out of all.
    all.push(Prisma.sql`CASE WHEN lower(p.container_name) LIKE ${pattern} OR lower(${OWN_HOST_NAME}) LIKE ${pattern}
      OR lower(${reference}) LIKE ${pattern} THEN TRUE ELSE FALSE END`);
  }
  return all;
}

export function hasLabel(labels: Prisma.Sql, key: string, value: string | undefined): Prisma.Sql {
  return value === undefined
    ? Prisma.sql`${labels} ? ${key}`
    : Prisma.sql`${labels} @> ${JSON.stringify({ [key]: value })}::jsonb`;
}

function containerKeys(keys: readonly ContainerKey[]): Prisma.Sql {
  return Prisma.sql`unnest(${keys.map(({ hostId }) => hostId)}::uuid[], ${keys.map(({ containerId }) => containerId)}::text[])`;
}
