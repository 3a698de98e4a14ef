import { Injectable } from '@nestjs/common';
import type { ImageDetail, ImageLayerRow, ImageSort, ImageSummary, Page } from '@roadstead/contract';
import { ContainerState, type Digest, HostId } from '@roadstead/domain';
import { afterCursor, containsPattern, cutPage } from '../platform/database/keyset.js';
import { drawRevision } from '../platform/database/revisions.js';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { hasOrigin } from '../provenance/origin-status.js';
import { type DetailRow, type LayerRow, type SummaryRow, toDetail, toLayer, toSummary } from './image-rows.js';

/** Untagged images come after all others. */
const SORT_KEYS: Record<ImageSort, { expression: Prisma.Sql; type: string }> = {
  reference: { expression: Prisma.sql`left(coalesce('0' || p.reference, '1'), 512)`, type: 'text' },
  size: { expression: Prisma.sql`i.size`, type: 'bigint' },
  created: { expression: Prisma.sql`i.created_at`, type: 'timestamptz' },
  hosts: { expression: Prisma.sql`p.hosts`, type: 'bigint' },
  containers: { expression: Prisma.sql`coalesce(u.containers, 0)`, type: 'bigint' },
};

const SUMMARY = Prisma.sql`
  i.id, i.created_at, i.size, i.architecture, i.os,
  (SELECT count(*)::int FROM image_layers l WHERE l.image_id = i.id) AS layer_count,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('hostId', h.id, 'hostName', h.name, 'references', hi."references",
      'repoDigests', hi.repo_digests, 'dataAsOf', h.data_as_of) ORDER BY h.name), '[]')
    FROM host_images hi JOIN hosts h ON h.id = hi.host_id WHERE hi.image_id = i.id) AS hosts,
  (SELECT count(*)::int FROM containers c WHERE c.image_id = i.id) AS container_count,
  (SELECT count(*)::int FROM containers c WHERE c.image_id = i.id AND c.state = 'running') AS running_count`;

@Injectable()
export class ImagesRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Images that are on a host now. */
  async page(query: QueryOf<'listImages'>): Promise<Page<ImageSummary>> {
    const key = SORT_KEYS[query.sort];
    const columns = [key, { expression: Prisma.sql`i.id`, type: 'text' }];
    const order = Prisma.raw(query.order);
    const matching = conditions(query);
    const present = Prisma.sql`
      present AS (
        SELECT image_id, count(DISTINCT host_id) AS hosts, min(reference) AS reference
        FROM host_images LEFT JOIN LATERAL unnest("references") AS reference ON TRUE
        GROUP BY image_id
      ),
      used AS (SELECT image_id, count(*) AS containers FROM containers GROUP BY image_id)`;
    const from = Prisma.sql`images i JOIN present p ON p.image_id = i.id LEFT JOIN used u ON u.image_id = i.id`;
    const [rows, [count]] = await Promise.all([
      this.prisma.$queryRaw<{ id: Digest; sort_key: string }[]>`
        WITH ${present}
        SELECT i.id, (${key.expression})::text AS sort_key FROM ${from}
        WHERE ${matching} AND ${afterCursor(query.cursor, query.order, columns)}
        ORDER BY ${key.expression} ${order}, i.id ${order} LIMIT ${query.limit + 1}`,
      this.prisma.$queryRaw<{ total: number }[]>`
        WITH ${present} SELECT count(*)::int AS total FROM ${from} WHERE ${matching}`,
    ]);
    const { rows: wanted, nextCursor } = cutPage(rows, query.limit, (last) => [last.sort_key, last.id]);
    const summaries = new Map((await this.byIds(wanted.map(({ id }) => id))).map((image) => [image.id, image]));
    const items = wanted.flatMap(({ id }) => summaries.get(id) ?? []);
    return { items, total: count?.total ?? 0, nextCursor };
  }

  /** Those of them that are on a host now, in no order. */
  async byIds(ids: readonly Digest[]): Promise<ImageSummary[]> {
    if (ids.length === 0) return [];
    const revision = await drawRevision(this.prisma);
    const rows = await this.prisma.$queryRaw<SummaryRow[]>`
      SELECT ${SUMMARY} FROM images i
      WHERE i.id = ANY(${ids}) AND EXISTS (SELECT FROM host_images hi WHERE hi.image_id = i.id)`;
    return rows.map((row) => toSummary(row, revision));
  }

  /** Also an image that is on no host any more. */
  async detail(id: Digest): Promise<ImageDetail | undefined> {
    const revision = await drawRevision(this.prisma);
    const [row] = await this.prisma.$queryRaw<DetailRow[]>`
      SELECT ${SUMMARY}, i.variant, i.author, i.comment, i.config, i.history FROM images i WHERE i.id = ${id}`;
    if (row === undefined) return undefined;
    const containers = await this.prisma.container.findMany({
      where: { imageId: id },
      select: { id: true, name: true, state: true, host: { select: { id: true, name: true } } },
      orderBy: [{ host: { name: 'asc' } }, { name: 'asc' }],
    });
    return toDetail(
      row,
      containers.map((container) => ({
        hostId: HostId.parse(container.host.id),
        hostName: container.host.name,
        id: container.id,
        name: container.name,
        state: ContainerState.parse(container.state),
      })),
      revision,
    );
  }

  /** Layers, bottom first, each with the images and hosts of the fleet that have it now. */
  async layers(id: Digest): Promise<ImageLayerRow[]> {
    const rows = await this.prisma.$queryRaw<LayerRow[]>`
      SELECT il.position, il.chain_id, l.diff_id, il.created_by, l.size,
        count(DISTINCT hi.image_id)::int AS shared_by_images, count(DISTINCT hi.host_id)::int AS on_hosts
      FROM image_layers il
      JOIN layers l ON l.chain_id = il.chain_id
      JOIN image_layers same ON same.chain_id = il.chain_id
      LEFT JOIN host_images hi ON hi.image_id = same.image_id
      WHERE il.image_id = ${id}
      GROUP BY il.position, il.chain_id, l.diff_id, il.created_by, l.size
      ORDER BY il.position`;
    return rows.map(toLayer);
  }
}

function conditions({ host, q, untagged, origin }: QueryOf<'listImages'>): Prisma.Sql {
  const all = [Prisma.sql`TRUE`];
  if (host !== undefined) {
    all.push(Prisma.sql`EXISTS (SELECT FROM host_images hi WHERE hi.image_id = i.id AND hi.host_id = ${host}::uuid)`);
  }
  if (untagged === 'true') all.push(Prisma.sql`p.reference IS NULL`);
  if (untagged === 'false') all.push(Prisma.sql`p.reference IS NOT NULL`);
  if (origin !== undefined) all.push(hasOrigin(Prisma.sql`i.id`, origin));
  if (q !== undefined && q.trim() !== '') {
    const pattern = containsPattern(q.trim());
    all.push(Prisma.sql`(i.id LIKE ${pattern} OR EXISTS (
      SELECT FROM host_images hi, unnest(hi."references" || hi.repo_digests) AS name
      WHERE hi.image_id = i.id AND lower(name) LIKE ${pattern}))`);
  }
  return Prisma.join(all, ' AND ');
}
