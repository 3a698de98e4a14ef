import { Injectable } from '@nestjs/common';
import type { PlacementSort } from '@roadstead/contract';
import type { Digest, HostId } from '@roadstead/domain';
import { afterCursor, writeCursor } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { BEGUN_BY, KNOWN, RUN_COLUMNS, type RunRow, TOLD } from './run-rows.js';
import { comesTwice, type RunQuery, runs } from './run-source.js';

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

/** Runs are sorted by hosts' clocks, as an index has them, and tell their times by the control plane's. */
const SORT_KEYS: Record<PlacementSort, { expression: Prisma.Sql; type: string }> = {
  started: { expression: Prisma.sql`p.started_at`, type: 'timestamptz' },
  host: { expression: Prisma.sql`h.name`, type: 'text' },
  container: { expression: Prisma.sql`p.container_name`, type: 'text' },
  image: { expression: Prisma.sql`p.image_reference`, type: 'text' },
};

@Injectable()
export class PlacementsRepository {
  constructor(private readonly questions: Questions) {}

  async page(
    asked: Asked,
    { sort, order, limit, cursor }: PageOfRuns,
  ): Promise<{ rows: RunRow[]; nextCursor?: string }> {
    const key = SORT_KEYS[sort];
    const direction = Prisma.raw(order);
    const once = comesTwice(asked.matching) ? Prisma.sql`DISTINCT ON (sort_key, id)` : Prisma.empty;
    const source = runs({
      ...asked,
      columns: Prisma.sql`${RUN_COLUMNS}, ${key.expression} AS sort_key`,
      condition: afterCursor(cursor, order, [key, { expression: Prisma.sql`p.id`, type: 'bigint' }]),
      order: Prisma.sql`${key.expression} ${direction}, p.id ${direction}`,
      limit: limit + 1,
    });
    const rows = await this.questions.$queryRaw<(RunRow & { sortKey: string })[]>`
      WITH found AS (
        SELECT ${once} * FROM (${source}) AS each ORDER BY sort_key ${direction}, id ${direction} LIMIT ${limit + 1}
      )
      SELECT ${TOLD}, r.sort_key::text AS "sortKey" FROM found r ${KNOWN} ${BEGUN_BY}
      ORDER BY r.sort_key ${direction}, r.id ${direction}`;
    const last = rows[limit - 1];
    const nextCursor = rows.length > limit && last ? writeCursor([last.sortKey, String(last.id)]) : undefined;
    return { rows: rows.slice(0, limit), nextCursor };
  }

  /** At most one more than MOST_COUNTED. */
  async count(asked: Asked): Promise<number> {
    const limit = MOST_COUNTED + 1;
    const source = runs({ ...asked, columns: Prisma.sql`p.id`, limit });
    const distinct = comesTwice(asked.matching) ? Prisma.sql`DISTINCT` : Prisma.empty;
    const [row] = await this.questions.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (SELECT ${distinct} id FROM (${source}) AS each LIMIT ${limit}) AS counted`;
    return row?.count ?? 0;
  }

  async matrix(asked: Asked, most: { images: number; hosts: number }): Promise<MatrixRow> {
    const columns = Prisma.sql`p.id, p.host_id, p.image_id, p.image_reference`;
    const distinct = comesTwice(asked.matching) ? Prisma.sql`DISTINCT` : Prisma.empty;
    const [row] = await this.questions.$queryRaw<MatrixRow[]>`
      WITH run AS MATERIALIZED (SELECT ${distinct} * FROM (${runs({ ...asked, columns })}) AS each),
      cell AS MATERIALIZED (
        SELECT image_id, host_id, count(*)::int AS running FROM run GROUP BY image_id, host_id
      ),
      image AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY hosts DESC, running DESC, image_id) - 1 AS place
        FROM (SELECT image_id, sum(running)::int AS running, count(*)::int AS hosts FROM cell GROUP BY image_id) AS of_image
      ),
      host AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY running DESC, host_id) - 1 AS place
        FROM (SELECT host_id, sum(running)::int AS running FROM cell GROUP BY host_id) AS of_host
      ),
      called AS (
        SELECT image_id, jsonb_agg(DISTINCT image_reference) AS "references" FROM run
        WHERE image_id IN (SELECT image_id FROM image WHERE place < ${most.images}) GROUP BY image_id
      )
      SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', image_id, 'running', running, 'hosts', hosts,
            'references', "references") ORDER BY place), '[]')
          FROM image JOIN called USING (image_id) WHERE place < ${most.images}) AS images,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', host_id) ORDER BY place), '[]')
          FROM host WHERE place < ${most.hosts}) AS hosts,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(image.place, host.place, cell.running)), '[]')
          FROM cell JOIN image USING (image_id) JOIN host USING (host_id)
          WHERE image.place < ${most.images} AND host.place < ${most.hosts}) AS cells,
        (SELECT count(*)::int FROM image) AS "allImages", (SELECT count(*)::int FROM host) AS "allHosts"`;
    return row ?? { images: [], hosts: [], cells: [], allImages: 0, allHosts: 0 };
  }
}
