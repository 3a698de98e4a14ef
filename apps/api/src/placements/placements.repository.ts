import { Injectable } from '@nestjs/common';
import type { PlacementSort } from '@roadstead/contract';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
import { packedIntegers } from '../platform/database/packed-integers.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { RunningImage } from './matrix.js';
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

/** More are not counted. */
export const MOST_COUNTED = 1000;

interface SortKey {
  /** Of `p`, from an index. */
  readonly column: Prisma.Sql;
  readonly type: string;
  /** Where the column is a key: a table of keys with the `name` that is sorted by. */
  readonly names?: Prisma.Sql;
}

/** Runs are sorted by hosts' clocks, as an index has them, and tell their times by the control plane's. */
const SORT_KEYS: Record<PlacementSort, SortKey> = {
  started: { column: Prisma.sql`p.started_at`, type: 'timestamptz' },
  host: { column: Prisma.sql`p.host_key`, type: 'text', names: Prisma.sql`SELECT key, name FROM hosts` },
  container: { column: Prisma.sql`p.container_name`, type: 'text' },
  image: {
    column: Prisma.sql`p.image_key`,
    type: 'text',
    names: Prisma.sql`SELECT key, image_reference AS name FROM history_images`,
  },
};

@Injectable()
export class PlacementsRepository {
  constructor(private readonly questions: Questions) {}

  async page(
    asked: Asked,
    { sort, order, limit, cursor }: PageOfRuns,
  ): Promise<{ rows: RunRow[]; nextCursor?: string }> {
    const direction = Prisma.raw(order);
    const rows = await this.questions.$queryRaw<(RunRow & { sortKey: string })[]>`
      WITH ${firstOf(asked, { sort, order, limit, cursor })}
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

  /** What runs, by image and its references, in the order of those. */
  running(asked: Asked): Promise<RunningImage[]> {
    const isTwice = comesTwice(asked);
    // In the order in which the aggregate uses them: otherwise Postgres projects each run once more.
    const columns = Prisma.sql`p.image_key, p.host_key ${isTwice ? Prisma.sql`, p.id` : Prisma.empty}`;
    const source = runs({ ...asked, columns });
    const run = isTwice ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS each` : source;
    return this.questions.$queryRaw<RunningImage[]>`
      SELECT image_id AS id, image_reference AS reference, hosts
      FROM (SELECT image_key, ${packedIntegers(Prisma.sql`host_key`)} AS hosts FROM (${run}) AS run GROUP BY image_key) AS ran
      JOIN history_images ON key = image_key ORDER BY image_reference`;
  }
}

/** `found`: ids of the runs of a page, and one more, with what they are sorted by. */
function firstOf(asked: Asked, { sort, order, limit, cursor }: PageOfRuns): Prisma.Sql {
  const { column, type, names } = SORT_KEYS[sort];
  const direction = Prisma.raw(order);
  const columns = Prisma.sql`${column} AS sort_key, p.id`;
  const isTwice = comesTwice(asked);
  const after = (key: Prisma.Sql, id: Prisma.Sql) =>
    afterCursor(cursor, order, [
      { expression: key, type },
      { expression: id, type: 'bigint' },
    ]);
  if (names === undefined) {
    // An index has the order of times; by all else, everything has to be sorted.
    const cut = { condition: after(column, Prisma.sql`p.id`), order, limit: limit + 1 };
    const source = runs({ ...asked, columns, ...(sort === 'started' ? cut : undefined) });
    return Prisma.sql`found AS (
      SELECT ${isTwice ? Prisma.sql`DISTINCT ON (sort_key, id)` : Prisma.empty} id, sort_key FROM (${source}) AS r
      WHERE ${after(Prisma.sql`sort_key`, Prisma.sql`id`)}
      ORDER BY sort_key ${direction}, id ${direction} LIMIT ${limit + 1}
    )`;
  }
  // Names are few beside runs, and to compare two of them takes long: they are put in their order, and runs are looked at of as
  // many of them as fill a page.
  const source = runs({ ...asked, columns });
  const beyond = (id: Prisma.Sql) => Prisma.sql`(${after(Prisma.sql`name`, id)})`;
  const [least, most] = [Prisma.sql`(-1)::bigint`, Prisma.sql`9223372036854775807`];
  return Prisma.sql`named AS (
      SELECT name, ids, is_beyond, sum(CASE WHEN is_beyond THEN cardinality(ids) ELSE 0 END) OVER (
        ORDER BY name ${direction} GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM (
        SELECT name, ids, ${beyond(order === 'asc' ? least : most)} AS is_beyond
        FROM (
          SELECT sort_key, array_agg(id) AS ids
          FROM (${isTwice ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS twice` : source}) AS ran GROUP BY sort_key
        ) AS each JOIN (${names}) AS names ON key = sort_key
        WHERE ${beyond(order === 'asc' ? most : least)}
      ) AS wanted
    ),
    found AS (
      SELECT id, name AS sort_key FROM named CROSS JOIN LATERAL unnest(ids) AS id
      WHERE coalesce(before, 0) <= ${limit} AND (is_beyond OR ${after(Prisma.sql`name`, Prisma.sql`id`)})
      ORDER BY name ${direction}, id ${direction} LIMIT ${limit + 1}
    )`;
}
