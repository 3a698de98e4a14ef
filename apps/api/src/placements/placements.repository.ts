import { Injectable } from '@nestjs/common';
import type { PlacementSort } from '@roadstead/contract';
import type { Digest, HostId } from '@roadstead/domain';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { BEGUN_BY, KNOWN, RUN_COLUMNS, type RunRow, TOLD, WHOLE_RUNS } from './run-rows.js';
import { type RunQuery, runs } from './run-source.js';
import { comesTwice } from './run-ways.js';

export interface Asked extends Pick<RunQuery, 'window' | 'matching' | 'clocks'> {}

export interface PageOfRuns {
  readonly sort: PlacementSort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string;
}

/** What runs where, in the order of how widely. */
export interface MatrixRow {
  readonly images: { id: Digest; running: number; hosts: number; references: string[] }[];
  readonly hosts: { id: HostId }[];
  /** Positions in `images` and `hosts`, and containers. */
  readonly cells: [number, number, number][];
  readonly allImages: number;
  readonly allHosts: number;
}

/** More are not counted. */
export const MOST_COUNTED = 1000;

interface SortKey {
  /** Of `p`, from an index. */
  readonly column: Prisma.Sql;
  /** Of `r`, where the column is a key. */
  readonly join: Prisma.Sql;
  readonly expression: Prisma.Sql;
  readonly type: string;
}

/** Runs are sorted by hosts' clocks, as an index has them, and tell their times by the control plane's. */
const SORT_KEYS: Record<PlacementSort, SortKey> = {
  started: {
    column: Prisma.sql`p.started_at`,
    join: Prisma.empty,
    expression: Prisma.sql`r.sorted_by`,
    type: 'timestamptz',
  },
  host: {
    column: Prisma.sql`p.host_key`,
    join: Prisma.sql`JOIN hosts h ON h.key = r.sorted_by`,
    expression: Prisma.sql`h.name`,
    type: 'text',
  },
  container: {
    column: Prisma.sql`p.container_name`,
    join: Prisma.empty,
    expression: Prisma.sql`r.sorted_by`,
    type: 'text',
  },
  image: {
    column: Prisma.sql`p.image_key`,
    join: Prisma.sql`JOIN history_images i ON i.key = r.sorted_by`,
    expression: Prisma.sql`i.image_reference`,
    type: 'text',
  },
};
const ID = { expression: Prisma.sql`r.id`, type: 'bigint' };

@Injectable()
export class PlacementsRepository {
  constructor(private readonly questions: Questions) {}

  async page(
    asked: Asked,
    { sort, order, limit, cursor }: PageOfRuns,
  ): Promise<{ rows: RunRow[]; nextCursor?: string }> {
    const { column, join, expression, type } = SORT_KEYS[sort];
    const direction = Prisma.raw(order);
    const once = comesTwice(asked) ? Prisma.sql`DISTINCT ON (sort_key, id)` : Prisma.empty;
    // An index has the order of times; by all else, everything has to be sorted.
    const cut = {
      condition: afterCursor(cursor, order, [
        { expression: column, type },
        { expression: Prisma.sql`p.id`, type: 'bigint' },
      ]),
      order,
      limit: limit + 1,
    };
    const source = runs({
      ...asked,
      columns: Prisma.sql`p.id, ${column} AS sorted_by`,
      ...(sort === 'started' ? cut : undefined),
    });
    const rows = await this.questions.$queryRaw<(RunRow & { sortKey: string })[]>`
      WITH found AS (
        SELECT ${once} r.id, ${expression} AS sort_key FROM (${source}) AS r ${join}
        WHERE ${afterCursor(cursor, order, [{ expression, type }, ID])}
        ORDER BY sort_key ${direction}, id ${direction} LIMIT ${limit + 1}
      )
      SELECT ${TOLD}, r.sort_key::text AS "sortKey"
      FROM (SELECT ${RUN_COLUMNS}, found.sort_key FROM found ${WHOLE_RUNS}) AS r ${KNOWN} ${BEGUN_BY}
      ORDER BY r.sort_key ${direction}, r.id ${direction}`;
    return cutPage(rows, limit, (last) => [last.sortKey, String(last.id)]);
  }

  /** At most one more than MOST_COUNTED. */
  async count(asked: Asked): Promise<number> {
    const limit = MOST_COUNTED + 1;
    const source = runs({ ...asked, columns: Prisma.sql`p.id`, limit });
    const distinct = comesTwice(asked) ? Prisma.sql`DISTINCT` : Prisma.empty;
    const [row] = await this.questions.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (SELECT ${distinct} id FROM (${source}) AS each LIMIT ${limit}) AS counted`;
    return row?.count ?? 0;
  }

  async matrix(asked: Asked, most: { images: number; hosts: number }): Promise<MatrixRow> {
    const source = runs({ ...asked, columns: Prisma.sql`p.id, p.host_key, p.image_key` });
    const run = comesTwice(asked) ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS each` : source;
    // By keys, each of which is an image by one of its references; those of one image are put together where they are few.
    const [row] = await this.questions.$queryRaw<MatrixRow[]>`
      WITH ran AS MATERIALIZED (
        SELECT image_key, host_key, count(*)::int AS running FROM (${run}) AS run GROUP BY image_key, host_key
      ),
      named AS (
        SELECT array_agg(key) AS keys, image_id, array_agg(image_reference) AS "references", sum(running)::int AS running,
          sum(hosts)::int AS hosts
        FROM (SELECT image_key, sum(running) AS running, count(*) AS hosts FROM ran GROUP BY image_key) AS of_key
        JOIN history_images ON key = image_key GROUP BY image_id
      ),
      image AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY hosts DESC, running DESC, image_id COLLATE "C") - 1 AS place
        FROM (
          SELECT keys, image_id, "references", running, hosts FROM named WHERE cardinality(keys) = 1
          UNION ALL
          SELECT keys, image_id, "references", named.running, count(DISTINCT host_key)::int
          FROM named CROSS JOIN unnest(keys) AS key JOIN ran ON image_key = key WHERE cardinality(keys) > 1
          GROUP BY keys, image_id, "references", named.running
        ) AS each
      ),
      host AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY running DESC, id) - 1 AS place
        FROM (SELECT host_key, sum(running)::int AS running FROM ran GROUP BY host_key) AS of_host JOIN hosts ON key = host_key
      ),
      cell AS (
        SELECT image.place AS image, host.place AS host, sum(ran.running)::int AS running
        FROM (SELECT place, unnest(keys) AS key FROM image WHERE place < ${most.images}) AS image
        JOIN ran ON ran.image_key = image.key JOIN host USING (host_key)
        WHERE host.place < ${most.hosts} GROUP BY image.place, host.place
      )
      SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', image_id, 'running', running, 'hosts', hosts, 'references',
            ARRAY(SELECT reference FROM unnest("references") AS reference ORDER BY reference)) ORDER BY place), '[]')
          FROM image WHERE place < ${most.images}) AS images,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id) ORDER BY place), '[]')
          FROM host WHERE place < ${most.hosts}) AS hosts,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(image, host, running)), '[]') FROM cell) AS cells,
        (SELECT count(*)::int FROM image) AS "allImages", (SELECT count(*)::int FROM host) AS "allHosts"`;
    return row ?? { images: [], hosts: [], cells: [], allImages: 0, allHosts: 0 };
  }
}
