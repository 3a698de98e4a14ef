import { Injectable } from '@nestjs/common';
import type { DriftPage } from '@roadstead/contract';
import type { HostId } from '@roadstead/domain';
import { afterCursor, containsPattern, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { ContainerDrift, DriftedRow } from './container-drift.js';
import type { DriftFinder, DriftRequest } from './drift.service.js';
import { ofRepository } from './drift-conditions.js';

const COLUMNS = [
  { expression: Prisma.sql`c.tag_reference`, type: 'text' },
  { expression: Prisma.sql`h.name`, type: 'text' },
  { expression: Prisma.sql`c.host_id`, type: 'uuid' },
  { expression: Prisma.sql`c.id`, type: 'text' },
];
const ORDER = Prisma.join(COLUMNS.map(({ expression }) => expression));

/** Containers that have drifted, in one way or another; and how new that is which is compared. */
@Injectable()
export class DriftRepository {
  constructor(private readonly questions: Questions) {}

  containers<Row extends DriftedRow>(kind: ContainerDrift<Row>): DriftFinder {
    const count = async (query: DriftRequest) => {
      const [row] = await this.questions.$queryRaw<{ total: number }[]>`
        SELECT count(*)::int AS total FROM ${kind.from} WHERE ${conditions(kind, query)}`;
      return row?.total ?? 0;
    };
    const rows = async (query: DriftRequest) => {
      const found = await this.questions.$queryRaw<Row[]>`${pageOf(kind, query)}`;
      const page = cutPage(found, query.limit, ({ tag_reference, host_name, host_id, id }) => [
        tag_reference,
        host_name,
        host_id,
        id,
      ]);
      return { items: page.rows.map(kind.toDrift), nextCursor: page.nextCursor };
    };
    return { count, rows };
  }

  async age(host: HostId | undefined): Promise<Pick<DriftPage, 'dataAsOf' | 'hostsNotHeard'>> {
    const [row] = await this.questions.$queryRaw<{ data_as_of: Date | null; not_heard: number }[]>`
      SELECT min(data_as_of) AS data_as_of, count(*) FILTER (WHERE status <> 'online')::int AS not_heard
      FROM hosts WHERE status <> 'revoked' AND ${host === undefined ? Prisma.sql`TRUE` : Prisma.sql`id = ${host}::uuid`}`;
    return { dataAsOf: row?.data_as_of?.toISOString(), hostsNotHeard: row?.not_heard ?? 0 };
  }
}

/** One row more than the page holds. */
function pageOf<Row extends DriftedRow>(kind: ContainerDrift<Row>, query: DriftRequest): Prisma.Sql {
  const page = Prisma.sql`(
    SELECT c.host_id, h.name AS host_name, h.status AS host_status, h.data_as_of, c.id, c.name, c.state,
      c.image_reference, c.tag_reference, c.image_id, ${kind.columns}
    FROM ${kind.from} WHERE ${conditions(kind, query)} AND ${afterCursor(query.cursor, 'asc', COLUMNS)}
    ORDER BY ${ORDER} LIMIT ${query.limit + 1}) AS page`;
  return Prisma.sql`${kind.detailed(page)} ORDER BY page.tag_reference, page.host_name, page.host_id, page.id`;
}

function conditions<Row extends DriftedRow>(
  kind: ContainerDrift<Row>,
  { host, repository, container, q }: DriftRequest,
): Prisma.Sql {
  const all = [kind.where];
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
