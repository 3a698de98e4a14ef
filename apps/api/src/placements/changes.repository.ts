import { Injectable } from '@nestjs/common';
import type { PlacementChange } from '@roadstead/contract';
import type { ContainerId, Digest, HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, cutPage, readCursor } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Matching } from './matching.js';
import { observedUntil } from './run-rows.js';
import { type Clocks, runs } from './run-source.js';

export interface ChangeRow {
  readonly type: PlacementChange['type'];
  readonly hostId: HostId;
  readonly hostName: string;
  readonly containerName: string;
  readonly beforeContainer: ContainerId | null;
  readonly beforeImage: Digest | null;
  readonly beforeReference: string | null;
  readonly beforeFrom: Date | null;
  readonly afterContainer: ContainerId | null;
  readonly afterImage: Digest | null;
  readonly afterReference: string | null;
  readonly afterFrom: Date | null;
  readonly observed: boolean;
}

/** Of all changes, on every row. */
interface Counted {
  readonly counts: Record<string, number>;
}

export interface ChangesAsked {
  readonly matching: Matching;
  readonly clocks: Clocks;
  readonly from: Date;
  readonly to: Date;
  readonly type?: PlacementChange['type'];
  readonly cursor?: string;
  readonly limit: number;
}

const TYPES: readonly PlacementChange['type'][] = ['came', 'went', 'changed', 'restarted'];

const COLUMNS = [
  { expression: Prisma.sql`host_name`, type: 'text' },
  { expression: Prisma.sql`host_id`, type: 'uuid' },
  { expression: Prisma.sql`container_name`, type: 'text' },
];

/** What ran at one of two moments and not at the other. A run that goes on through both is no change, and is not read. */
@Injectable()
export class ChangesRepository {
  constructor(private readonly questions: Questions) {}

  async page(asked: ChangesAsked): Promise<{ rows: ChangeRow[]; counts: Record<string, number>; nextCursor?: string }> {
    const { from, to, type, cursor, limit } = asked;
    const ofType = type === undefined ? Prisma.sql`TRUE` : Prisma.sql`type = ${TYPES.indexOf(type)}::int`;
    const countOf = (each: PlacementChange['type']) =>
      Prisma.sql`${each}::text, coalesce(sum(counts[${TYPES.indexOf(each) + 1}::int]), 0)`;
    // Names are put in order for as many hosts as fill a page: the first one may have been told in part.
    const found = await this.questions.$queryRaw<(Counted & (ChangeRow | { type: null }))[]>`
      WITH changed AS MATERIALIZED (${difference(asked)}),
      of_hosts AS MATERIALIZED (
        SELECT host_key, count(*) FILTER (WHERE ${ofType}) AS wanted,
          ARRAY[${Prisma.join(TYPES.map((_, index) => Prisma.sql`count(*) FILTER (WHERE type = ${index}::int)`))}] AS counts
        FROM changed GROUP BY host_key
      ),
      counted AS (SELECT jsonb_build_object(${Prisma.join(TYPES.map(countOf))}) AS counts FROM of_hosts),
      told_of AS (
        SELECT * FROM (
          SELECT h.key, h.id AS host_id, h.name AS host_name, ${OFFSET} AS ahead,
            -- Of hosts between the first one and this.
            sum(wanted) OVER named - wanted - first_value(wanted) OVER named AS ahead_of_it
          FROM of_hosts JOIN hosts h ON h.key = host_key WHERE wanted > 0 AND ${fromHostOf(cursor)}
          WINDOW named AS (ORDER BY h.name, h.id)
        ) AS each WHERE ahead_of_it <= ${limit}
      ),
      wanted AS (
        SELECT t.host_id, host_name, ahead, container_name, type, before_id, after_id
        FROM told_of t JOIN changed c ON c.host_key = t.key
        WHERE ${ofType} AND ${afterCursor(cursor, 'asc', COLUMNS)}
        ORDER BY host_name, host_id, container_name LIMIT ${limit + 1}
      ),
      told AS (
        SELECT (${TYPES}::text[])[type + 1] AS type, w.host_id AS "hostId", host_name AS "hostName", w.container_name AS "containerName",
          cb.container_id AS "beforeContainer", ib.image_id AS "beforeImage", ib.image_reference AS "beforeReference",
          b.started_at - ahead AS "beforeFrom",
          ca.container_id AS "afterContainer", ia.image_id AS "afterImage", ia.image_reference AS "afterReference",
          a.started_at - ahead AS "afterFrom",
          CASE WHEN b.id IS NULL THEN watched_before.until >= ${from}::timestamptz + ahead
            ELSE coalesce(b.end_known_by <> 'gap', FALSE) OR known_before.until >= ${from}::timestamptz + ahead END IS TRUE
          AND CASE WHEN a.id IS NULL THEN watched_after.until >= ${to}::timestamptz + ahead
            ELSE coalesce(a.end_known_by <> 'gap', FALSE) OR known_after.until >= ${to}::timestamptz + ahead END IS TRUE
          AS observed
        FROM wanted w
        LEFT JOIN runs b ON b.id = w.before_id LEFT JOIN run_containers cb ON cb.key = b.container_key
        LEFT JOIN history_images ib ON ib.key = b.image_key
        LEFT JOIN runs a ON a.id = w.after_id LEFT JOIN run_containers ca ON ca.key = a.container_key
        LEFT JOIN history_images ia ON ia.key = a.image_key
        ${watched('watched_before', from)} ${watched('watched_after', to)}
        ${seen('known_before', Prisma.sql`b`)} ${seen('known_after', Prisma.sql`a`)}
      )
      SELECT * FROM counted LEFT JOIN told ON TRUE ORDER BY "hostName", "hostId", "containerName"`;
    const rows = found.filter((row): row is Counted & ChangeRow => row.type !== null);
    const page = cutPage(rows, limit, (last) => [last.hostName, last.hostId, last.containerName]);
    return { ...page, counts: found[0]?.counts ?? {} };
  }
}

/** The host at which the last page ended, and those after it. */
function fromHostOf(cursor: string | undefined): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`TRUE`;
  const [name, id] = readCursor(cursor);
  return Prisma.sql`(h.name, h.id) >= (${name}, ${id}::uuid)`;
}

/** Ids of runs, which are fetched for those of a page, and what became of each name on a host; types are places in TYPES. */
function difference({ matching, clocks, from, to }: ChangesAsked): Prisma.Sql {
  const columns = Prisma.sql`p.id, p.host_key, p.container_name, p.image_key, p.started_at`;
  const ended = runs({ window: { type: 'moment', at: from }, matching, clocks, columns, endedBy: to });
  const began = runs({ window: { type: 'moment', at: to }, matching, clocks, columns, startedAfter: from });
  const imageOf = (run: Prisma.Sql) => Prisma.sql`(SELECT image_id FROM history_images WHERE key = ${run}.image_key)`;
  const type = (each: PlacementChange['type']) => Prisma.sql`${TYPES.indexOf(each)}::int`;
  // Of a name that several have had at once, the latest counts. They are put in order by a number first: names take longer to compare.
  const latest = (source: Prisma.Sql) => Prisma.sql`(
    SELECT DISTINCT ON (hashtextextended(container_name, host_key), host_key, container_name COLLATE "C") *
    FROM (${source}) AS each
    ORDER BY hashtextextended(container_name, host_key), host_key, container_name COLLATE "C", started_at DESC, id DESC)`;
  return Prisma.sql`
    SELECT coalesce(b.host_key, a.host_key) AS host_key, coalesce(b.container_name, a.container_name) AS container_name,
      CASE WHEN b.id IS NULL THEN ${type('came')} WHEN a.id IS NULL THEN ${type('went')}
        WHEN a.image_key = b.image_key THEN ${type('restarted')}
        WHEN ${imageOf(Prisma.sql`a`)} <> ${imageOf(Prisma.sql`b`)} THEN ${type('changed')} ELSE ${type('restarted')} END AS type,
      b.id AS before_id, a.id AS after_id
    FROM ${latest(ended)} AS b
    FULL JOIN ${latest(began)} AS a ON a.host_key = b.host_key AND a.container_name = b.container_name`;
}

/** Until when the observation went that had begun by then. */
function watched(name: string, at: Date): Prisma.Sql {
  return Prisma.sql`LEFT JOIN LATERAL (
    SELECT ${observedUntil(Prisma.sql`w.ahead`)} AS until FROM observations o
    WHERE o.host_id = w.host_id AND o.observed_from <= ${at}::timestamptz + w.ahead ORDER BY o.observed_from DESC LIMIT 1
  ) AS ${Prisma.raw(name)} ON TRUE`;
}

/** Until when a run was seen that is open, or that ended in a gap. */
function seen(name: string, run: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`LEFT JOIN LATERAL (
    SELECT ${observedUntil(Prisma.sql`w.ahead`)} AS until FROM observations o
    WHERE o.host_id = w.host_id AND (${run}.ended_at IS NULL OR o.observed_from < ${run}.ended_at)
    ORDER BY o.observed_from DESC LIMIT 1
  ) AS ${Prisma.raw(name)} ON TRUE`;
}
