import { Injectable } from '@nestjs/common';
import type { PlacementChange } from '@roadstead/contract';
import type { ContainerId, Digest, HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
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
    const ofType = type === undefined ? Prisma.sql`TRUE` : Prisma.sql`type = ${type}`;
    const found = await this.questions.$queryRaw<(Counted & (ChangeRow | { type: null }))[]>`
      WITH changed AS MATERIALIZED (${difference(asked)}),
      counted AS (
        SELECT coalesce(jsonb_object_agg(type, count), '{}') AS counts
        FROM (SELECT type, count(*) FROM changed GROUP BY type) AS each
      ),
      wanted AS (
        SELECT * FROM changed WHERE ${ofType} AND ${afterCursor(cursor, 'asc', COLUMNS)}
        ORDER BY host_name, host_id, container_name LIMIT ${limit + 1}
      ),
      told AS (
        SELECT type, w.host_id AS "hostId", host_name AS "hostName", w.container_name AS "containerName",
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

/** Ids of runs and what they are compared by: the whole of them is fetched for those of a page. */
function difference({ matching, clocks, from, to }: ChangesAsked): Prisma.Sql {
  const columns = Prisma.sql`p.id, p.host_key, p.container_name, p.image_key, p.started_at`;
  const ended = runs({ window: { type: 'moment', at: from }, matching, clocks, columns, endedBy: to });
  const began = runs({ window: { type: 'moment', at: to }, matching, clocks, columns, startedAfter: from });
  // Names are told apart here, and not put in the order of a language.
  const latest = (source: Prisma.Sql) => Prisma.sql`(
    SELECT DISTINCT ON (host_key, container_name COLLATE "C") * FROM (${source}) AS each
    ORDER BY host_key, container_name COLLATE "C", started_at DESC)`;
  const imageOf = (run: Prisma.Sql) => Prisma.sql`(SELECT image_id FROM history_images WHERE key = ${run}.image_key)`;
  return Prisma.sql`
    SELECT h.id AS host_id, h.name AS host_name, ${OFFSET} AS ahead, each.* FROM (
      SELECT coalesce(b.host_key, a.host_key) AS host_key, coalesce(b.container_name, a.container_name) AS container_name,
        CASE WHEN b.id IS NULL THEN 'came' WHEN a.id IS NULL THEN 'went' WHEN a.image_key = b.image_key THEN 'restarted'
          WHEN ${imageOf(Prisma.sql`a`)} <> ${imageOf(Prisma.sql`b`)} THEN 'changed' ELSE 'restarted' END AS type,
        b.id AS before_id, a.id AS after_id
      FROM ${latest(ended)} AS b
      FULL JOIN ${latest(began)} AS a ON a.host_key = b.host_key AND a.container_name = b.container_name
    ) AS each JOIN hosts h ON h.key = each.host_key`;
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
