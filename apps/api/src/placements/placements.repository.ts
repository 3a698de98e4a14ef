import { Injectable } from '@nestjs/common';
import type { PlacementSort } from '@roadstead/contract';
import type { Digest, HostId } from '@roadstead/domain';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
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
    const once = comesTwice(asked) ? Prisma.sql`DISTINCT ON (sort_key, id)` : Prisma.empty;
    const source = runs({
      ...asked,
      columns: Prisma.sql`p.id, ${key.expression} AS sort_key`,
      withHosts: sort === 'host',
      condition: afterCursor(cursor, order, [key, { expression: Prisma.sql`p.id`, type: 'bigint' }]),
      order: Prisma.sql`${key.expression} ${direction}, p.id ${direction}`,
      limit: limit + 1,
    });
    const rows = await this.questions.$queryRaw<(RunRow & { sortKey: string })[]>`
      WITH found AS (
        SELECT ${once} * FROM (${source}) AS each ORDER BY sort_key ${direction}, id ${direction} LIMIT ${limit + 1}
      )
      SELECT ${TOLD}, r.sort_key::text AS "sortKey"
      FROM (
        SELECT ${RUN_COLUMNS}, found.sort_key FROM found JOIN placements p ON p.id = found.id JOIN hosts h ON h.id = p.host_id
      ) AS r ${KNOWN} ${BEGUN_BY}
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
    const source = runs({ ...asked, columns: Prisma.sql`p.id, p.host_id, p.image_id` });
    const run = comesTwice(asked) ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS each` : source;
    const [row] = await this.questions.$queryRaw<MatrixRow[]>`
      WITH cell AS MATERIALIZED (
        SELECT image_id, host_id, count(*)::int AS running FROM (${run}) AS run GROUP BY image_id, host_id
      ),
      image AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY hosts DESC, running DESC, image_id) - 1 AS place
        FROM (SELECT image_id, sum(running)::int AS running, count(*)::int AS hosts FROM cell GROUP BY image_id) AS of_image
      ),
      host AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY running DESC, host_id) - 1 AS place
        FROM (SELECT host_id, sum(running)::int AS running FROM cell GROUP BY host_id) AS of_host
      ),
      shown AS MATERIALIZED (
        SELECT image.*, (
          SELECT coalesce(jsonb_agg(h.image_reference ORDER BY h.image_reference), '[]')
          FROM history_images h WHERE h.image_id = image.image_id
        ) AS "references"
        FROM image WHERE place < ${most.images}
      )
      SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', image_id, 'running', running, 'hosts', hosts,
            'references', "references") ORDER BY place), '[]') FROM shown) AS images,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', host_id) ORDER BY place), '[]')
          FROM host WHERE place < ${most.hosts}) AS hosts,
        (SELECT coalesce(jsonb_agg(jsonb_build_array(shown.place, host.place, cell.running)), '[]')
          FROM shown JOIN cell USING (image_id) JOIN host USING (host_id) WHERE host.place < ${most.hosts}) AS cells,
        (SELECT count(*)::int FROM image) AS "allImages", (SELECT count(*)::int FROM host) AS "allHosts"`;
    if (row === undefined) return { images: [], hosts: [], cells: [], allImages: 0, allHosts: 0 };
    const several = row.images.flatMap(({ id, references }) => (references.length === 1 ? [] : [id]));
    if (several.length === 0) return row;
    const called = await this.#called(asked, several);
    return {
      ...row,
      images: row.images.map((image) => ({ ...image, references: called.get(image.id) ?? image.references })),
    };
  }

  /** Of images that have had several references: those by which they run. */
  async #called(asked: Asked, imageIds: readonly Digest[]): Promise<Map<Digest, string[]>> {
    const source = runs({
      ...asked,
      matching: { ...asked.matching, imageIds },
      columns: Prisma.sql`p.image_id, p.image_reference`,
    });
    const rows = await this.questions.$queryRaw<{ id: Digest; references: string[] }[]>`
      SELECT image_id AS id, array_agg(DISTINCT image_reference) AS "references" FROM (${source}) AS run GROUP BY image_id`;
    return new Map(rows.map(({ id, references }) => [id, references]));
  }
}
