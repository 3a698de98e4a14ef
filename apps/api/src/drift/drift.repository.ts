import { Injectable } from '@nestjs/common';
import { type DriftPage, type Page, TagMoved } from '@roadstead/contract';
import type { HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, containsPattern, writeCursor } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { DriftFinder, DriftRequest } from './drift.service.js';
import { ofRepository } from './drift-conditions.js';

interface MovedRow {
  host_id: string;
  host_name: string;
  host_status: string;
  data_as_of: Date | null;
  id: string;
  name: string;
  state: string;
  image_reference: string;
  tag_reference: string;
  image_id: string;
  now_id: string | null;
  since: Date | null;
  from_gap: boolean | null;
  gone_since: Date | null;
}

/**
 * Containers whose reference names another image on their host now, or none. A reference that is the beginning of an id, of
 * Docker's own or of the config digest, names no tag.
 */
const MOVED = Prisma.sql`
  containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'
  LEFT JOIN tag_history t ON t.host_id = c.host_id AND t.reference = c.tag_reference AND t.valid_to IS NULL
  WHERE c.tag_reference IS NOT NULL AND t.image_id IS DISTINCT FROM c.image_id
    AND NOT (t.image_id IS NULL AND c.image_reference ~ '^[0-9a-f]+$' AND (
      starts_with(c.image_id, 'sha256:' || c.image_reference) OR EXISTS (
        SELECT FROM host_images i WHERE i.host_id = c.host_id AND i.image_id = c.image_id
          AND starts_with(i.engine_id, 'sha256:' || c.image_reference))))`;

const COLUMNS = [
  { expression: Prisma.sql`c.tag_reference`, type: 'text' },
  { expression: Prisma.sql`h.name`, type: 'text' },
  { expression: Prisma.sql`c.host_id`, type: 'uuid' },
  { expression: Prisma.sql`c.id`, type: 'text' },
];

/** Containers whose tag has moved on their host since they were made. */
@Injectable()
export class DriftRepository implements DriftFinder {
  constructor(private readonly questions: Questions) {}

  async page(query: DriftRequest): Promise<Page<TagMoved>> {
    const order = Prisma.join(COLUMNS.map(({ expression }) => expression));
    const [total, rows] = await Promise.all([
      this.count(query),
      this.questions.$queryRaw<MovedRow[]>`
        SELECT page.*, (
          SELECT max(g.valid_to) - page.clock_offset FROM tag_history g
          WHERE page.now_id IS NULL AND g.host_id = page.host_id AND g.reference = page.tag_reference
        ) AS gone_since
        FROM (
          SELECT c.host_id, h.name AS host_name, h.status AS host_status, h.data_as_of, ${OFFSET} AS clock_offset, c.id, c.name,
            c.state, c.image_reference, c.tag_reference, c.image_id, t.image_id AS now_id,
            t.valid_from - ${OFFSET} AS since, t.from_gap
          FROM ${MOVED} AND ${conditions(query)} AND ${afterCursor(query.cursor, 'asc', COLUMNS)}
          ORDER BY ${order} LIMIT ${query.limit + 1}
        ) page ORDER BY tag_reference, host_name, host_id, id`,
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > query.limit && last !== undefined
        ? writeCursor([last.tag_reference, last.host_name, last.host_id, last.id])
        : undefined;
    return { items: shown.map(toMoved), total, nextCursor };
  }

  async count(query: DriftRequest): Promise<number> {
    const [row] = await this.questions.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM ${MOVED} AND ${conditions(query)}`;
    return row?.total ?? 0;
  }

  /** How new that is which is compared. */
  async age(host: HostId | undefined): Promise<Pick<DriftPage, 'dataAsOf' | 'hostsNotHeard'>> {
    const [row] = await this.questions.$queryRaw<{ data_as_of: Date | null; not_heard: number }[]>`
      SELECT min(data_as_of) AS data_as_of, count(*) FILTER (WHERE status <> 'online')::int AS not_heard
      FROM hosts WHERE status <> 'revoked' AND ${host === undefined ? Prisma.sql`TRUE` : Prisma.sql`id = ${host}::uuid`}`;
    return { dataAsOf: row?.data_as_of?.toISOString(), hostsNotHeard: row?.not_heard ?? 0 };
  }
}

function conditions({ host, repository, container, q }: DriftRequest): Prisma.Sql {
  const all = [Prisma.sql`TRUE`];
  if (host !== undefined) all.push(Prisma.sql`c.host_id = ${host}::uuid`);
  if (container !== undefined) all.push(Prisma.sql`c.id = ${container}`);
  if (repository !== undefined) all.push(ofRepository(Prisma.sql`c.tag_reference`, repository));
  if (q !== undefined && q.trim() !== '') {
    const pattern = containsPattern(q.trim());
    all.push(Prisma.sql`(lower(c.name) LIKE ${pattern} OR lower(c.tag_reference) LIKE ${pattern}
      OR lower(h.name) LIKE ${pattern})`);
  }
  return Prisma.join(all, ' AND ');
}

function toMoved(row: MovedRow): TagMoved {
  return TagMoved.parse({
    kind: 'tag-moved',
    hostId: row.host_id,
    hostName: row.host_name,
    hostStatus: row.host_status,
    dataAsOf: (row.data_as_of ?? new Date(0)).toISOString(),
    containerId: row.id,
    containerName: row.name,
    state: row.state,
    imageReference: row.image_reference,
    reference: row.tag_reference,
    runs: row.image_id,
    ...(row.now_id !== null && {
      now: { imageId: row.now_id, since: row.since?.toISOString(), sinceGap: row.from_gap === true },
    }),
    ...(row.gone_since !== null && { goneSince: row.gone_since.toISOString() }),
  });
}
