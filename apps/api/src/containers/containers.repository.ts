import { Injectable } from '@nestjs/common';
import type { Container, ContainerSort, Page } from '@roadstead/contract';
import { type ContainerId, ContainerRecord, HostId, LIVE_STATES } from '@roadstead/domain';
import { afterCursor, containsPattern, cutPage } from '../platform/database/keyset.js';
import { drawRevision } from '../platform/database/revisions.js';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface ContainerKey {
  readonly hostId: HostId;
  readonly id: ContainerId;
}

interface ContainerRow {
  record: unknown;
  host_id: string;
  host_name: string;
  host_status: Container['hostStatus'];
  data_as_of: Date | null;
}

const SORT_KEYS: Record<ContainerSort, { expression: Prisma.Sql; type: string }> = {
  name: { expression: Prisma.sql`c.name`, type: 'text' },
  host: { expression: Prisma.sql`h.name`, type: 'text' },
  image: { expression: Prisma.sql`c.image_reference`, type: 'text' },
  state: { expression: Prisma.sql`c.state`, type: 'text' },
  created: { expression: Prisma.sql`c.created_at`, type: 'timestamptz' },
  started: { expression: Prisma.sql`coalesce(c.started_at, '-infinity')`, type: 'timestamptz' },
};
const COLUMNS = Prisma.sql`c.record, c.host_id, h.name AS host_name, h.status AS host_status, h.data_as_of`;
const FLEET = Prisma.sql`containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'`;

@Injectable()
export class ContainersRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(query: QueryOf<'listContainers'>): Promise<Page<Container>> {
    const revision = await drawRevision(this.prisma);
    const columns = [
      SORT_KEYS[query.sort],
      { expression: Prisma.sql`c.host_id`, type: 'uuid' },
      { expression: Prisma.sql`c.id`, type: 'text' },
    ];
    const order = Prisma.raw(query.order);
    const matching = conditions(query);
    const sorted = Prisma.join(columns.map(({ expression }) => Prisma.sql`${expression} ${order}`));
    const [rows, [count]] = await Promise.all([
      this.prisma.$queryRaw<(ContainerRow & { sort_key: string })[]>`
        SELECT ${COLUMNS}, (${SORT_KEYS[query.sort].expression})::text AS sort_key
        FROM ${FLEET} WHERE ${matching} AND ${afterCursor(query.cursor, query.order, columns)}
        ORDER BY ${sorted} LIMIT ${query.limit + 1}`,
      this.prisma.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM ${FLEET} WHERE ${matching}`,
    ]);
    const keyed = rows.map((row) => ({ key: row.sort_key, container: toContainer(row, revision) }));
    const page = cutPage(keyed, query.limit, ({ key, container }) => [key, container.hostId, container.id]);
    const items = page.rows.map(({ container }) => container);
    return { items, total: count?.total ?? 0, nextCursor: page.nextCursor };
  }

  /** At most two containers of the host whose id begins so. */
  async byPrefix(hostId: HostId, prefix: string): Promise<Container[]> {
    const revision = await drawRevision(this.prisma);
    const rows = await this.prisma.$queryRaw<ContainerRow[]>`
      SELECT ${COLUMNS} FROM ${FLEET}
      WHERE c.host_id = ${hostId}::uuid AND starts_with(c.id, ${prefix}) ORDER BY c.id LIMIT 2`;
    return rows.map((row) => toContainer(row, revision));
  }

  /** Those of a host whose processes exist. */
  async live(hostId: HostId): Promise<Pick<ContainerRecord, 'id' | 'name' | 'ports'>[]> {
    const rows = await this.prisma.$queryRaw<{ record: unknown }[]>`
      SELECT c.record FROM containers c
      WHERE c.host_id = ${hostId}::uuid AND c.state = ANY(${[...LIVE_STATES]}::text[]) ORDER BY c.name`;
    return rows.map(({ record }) => ContainerRecord.parse(record));
  }

  async byKeys(keys: readonly ContainerKey[]): Promise<Container[]> {
    if (keys.length === 0) return [];
    const revision = await drawRevision(this.prisma);
    const rows = await this.prisma.$queryRaw<ContainerRow[]>`
      SELECT ${COLUMNS} FROM ${FLEET}
      WHERE (c.host_id, c.id) IN (
        SELECT * FROM unnest(${keys.map(({ hostId }) => hostId)}::uuid[], ${keys.map(({ id }) => id)}::text[]))`;
    return rows.map((row) => toContainer(row, revision));
  }
}

function conditions({ host, state, health, image, q }: QueryOf<'listContainers'>): Prisma.Sql {
  const all = [Prisma.sql`TRUE`];
  if (host !== undefined) all.push(Prisma.sql`c.host_id = ${host}::uuid`);
  if (state !== undefined) all.push(Prisma.sql`c.state = ${state}`);
  if (health !== undefined) all.push(Prisma.sql`c.health = ${health}`);
  if (image !== undefined) all.push(Prisma.sql`c.image_id = ${image}`);
  if (q !== undefined && q.trim() !== '') {
    const pattern = containsPattern(q.trim());
    all.push(Prisma.sql`(c.search_text LIKE ${pattern} OR c.host_id IN (
      SELECT id FROM hosts WHERE lower(name) LIKE ${pattern}))`);
  }
  return Prisma.join(all, ' AND ');
}

function toContainer(row: ContainerRow, revision: number): Container {
  return {
    ...ContainerRecord.parse(row.record),
    hostId: HostId.parse(row.host_id),
    hostName: row.host_name,
    hostStatus: row.host_status,
    dataAsOf: (row.data_as_of ?? new Date(0)).toISOString(),
    revision,
  };
}
