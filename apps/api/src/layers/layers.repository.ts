import { Injectable } from '@nestjs/common';
import type { LayerContainer, LayerDetail, LayerImage, Page } from '@roadstead/contract';
import { ContainerId, ContainerState, Digest, HostId } from '@roadstead/domain';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';

/** After all hex digits. */
const BEYOND_HEX = 'g';
const LARGEST = Number.MAX_SAFE_INTEGER;

interface DetailRow {
  diffId: Digest;
  parentChainId: Digest | null;
  size: number;
  position: number;
  createdBy: string[];
  images: number;
  topOf: number;
  hosts: number;
  containers: number;
  running: number;
  bytes: number;
  former: number;
}

/** Images with the layer that are on hosts which are not revoked. */
function holders(chainId: Digest): Prisma.Sql {
  return Prisma.sql`
    holder AS MATERIALIZED (SELECT image_id AS id FROM image_layers WHERE chain_id = ${chainId}),
    present AS MATERIALIZED (
      SELECT hi.image_id AS id, hi.host_id, hi."references" FROM holder JOIN host_images hi ON hi.image_id = holder.id
        JOIN hosts h ON h.id = hi.host_id AND h.status <> 'revoked')`;
}

@Injectable()
export class LayersRepository {
  constructor(private readonly questions: Questions) {}

  /** Layers whose chain id or diff id begins so; one diff id lies in as many layers as there are stacks below it. */
  async named(prefix: string, limit: number): Promise<Digest[]> {
    const begins = (column: Prisma.Sql) => Prisma.sql`${column} >= ${prefix} AND ${column} < ${prefix + BEYOND_HEX}`;
    const rows = await this.questions.$queryRaw<{ id: Digest }[]>`
      (SELECT chain_id AS id FROM layers WHERE ${begins(Prisma.sql`chain_id`)} ORDER BY chain_id LIMIT ${limit})
      UNION (SELECT chain_id FROM layers WHERE ${begins(Prisma.sql`diff_id`)} ORDER BY chain_id LIMIT ${limit})
      ORDER BY id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  async exists(chainId: string): Promise<boolean> {
    const rows = await this.questions.$queryRaw<object[]>`SELECT 1 FROM layers WHERE chain_id = ${chainId}`;
    return rows.length > 0;
  }

  async detail(chainId: Digest): Promise<LayerDetail | undefined> {
    const [row] = await this.questions.$queryRaw<DetailRow[]>`
      WITH ${holders(chainId)}
      SELECT l.diff_id AS "diffId", l.parent_chain_id AS "parentChainId", l.size::float8 AS size,
        coalesce((SELECT min(position) FROM image_layers WHERE chain_id = l.chain_id), 0) AS position,
        ARRAY(SELECT created_by FROM image_layers WHERE chain_id = l.chain_id
          GROUP BY created_by ORDER BY count(*) DESC, created_by LIMIT 10) AS "createdBy",
        (SELECT count(DISTINCT id)::int FROM present) AS images,
        (SELECT count(DISTINCT present.id)::int FROM present JOIN images i ON i.id = present.id
          AND i.top_chain_id = l.chain_id) AS "topOf",
        held.hosts, used.containers, used.running, least(l.size::numeric * held.hosts, ${LARGEST})::float8 AS bytes,
        (SELECT count(*)::int FROM holder WHERE id NOT IN (SELECT id FROM present)) AS former
      FROM layers l, (SELECT count(DISTINCT host_id)::int AS hosts FROM present) AS held,
        (SELECT count(*)::int AS containers, count(*) FILTER (WHERE c.state = 'running')::int AS running
          FROM holder JOIN containers c ON c.image_id = holder.id
            JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked') AS used
      WHERE l.chain_id = ${chainId}`;
    if (row === undefined) return undefined;
    return {
      chainId,
      diffId: row.diffId,
      parentChainId: row.parentChainId ?? undefined,
      size: row.size,
      position: row.position,
      createdBy: row.createdBy,
      imageCount: row.images,
      topOfCount: row.topOf,
      hostCount: row.hosts,
      containerCount: row.containers,
      runningCount: row.running,
      bytes: row.bytes,
      formerImageCount: row.former,
    };
  }

  /** Those on most hosts first. */
  async images(chainId: Digest, { cursor, limit }: QueryOf<'listLayerImages'>): Promise<Page<LayerImage>> {
    const columns = [
      { expression: Prisma.sql`f.hosts`, type: 'bigint' },
      { expression: Prisma.sql`f.id`, type: 'text' },
    ];
    const rows = await this.questions.$queryRaw<(Omit<LayerImage, 'hostCount'> & { hosts: bigint; total: number })[]>`
      WITH ${holders(chainId)},
      found AS MATERIALIZED (SELECT id, count(DISTINCT host_id) AS hosts FROM present GROUP BY id),
      page AS (
        SELECT f.* FROM found f WHERE ${afterCursor(cursor, 'desc', columns)}
        ORDER BY f.hosts DESC, f.id DESC LIMIT ${limit + 1}
      )
      SELECT page.id, page.hosts, i.layer_count AS "layerCount", i.size::float8 AS size,
        ARRAY(SELECT DISTINCT reference FROM present p, unnest(p."references") AS reference
          WHERE p.id = page.id ORDER BY reference) AS "references",
        (SELECT count(*)::int FROM containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'
          WHERE c.image_id = page.id AND c.state = 'running') AS "runningCount",
        (SELECT count(*)::int FROM found) AS total
      FROM page JOIN images i ON i.id = page.id ORDER BY page.hosts DESC, page.id DESC`;
    const page = cutPage(rows, limit, (last) => [String(last.hosts), last.id]);
    const items = page.rows.map(({ total: _, hosts, ...image }) => ({ ...image, hostCount: Number(hosts) }));
    return { items, total: rows[0]?.total ?? 0, nextCursor: page.nextCursor };
  }

  async containers(
    chainId: Digest,
    { cursor, limit, state }: QueryOf<'listLayerContainers'>,
  ): Promise<Page<LayerContainer>> {
    const columns = [
      { expression: Prisma.sql`f."hostName"`, type: 'text' },
      { expression: Prisma.sql`f.name`, type: 'text' },
      { expression: Prisma.sql`f."hostId"`, type: 'uuid' },
      { expression: Prisma.sql`f."containerId"`, type: 'text' },
    ];
    type Row = Omit<LayerContainer, 'dataAsOf'> & { dataAsOf: Date | null; total: number };
    const rows = await this.questions.$queryRaw<Row[]>`
      WITH found AS MATERIALIZED (
        SELECT c.host_id AS "hostId", h.name AS "hostName", c.id AS "containerId", c.name, c.state,
          c.image_id AS "imageId", c.image_reference AS "imageReference", h.data_as_of AS "dataAsOf"
        FROM image_layers il JOIN containers c ON c.image_id = il.image_id
          JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'
        WHERE il.chain_id = ${chainId} AND ${state === 'running' ? Prisma.sql`c.state = 'running'` : Prisma.sql`TRUE`}
      )
      SELECT f.*, (SELECT count(*)::int FROM found) AS total FROM found f
      WHERE ${afterCursor(cursor, 'asc', columns)}
      ORDER BY f."hostName", f.name, f."hostId", f."containerId" LIMIT ${limit + 1}`;
    const page = cutPage(rows, limit, (last) => [last.hostName, last.name, last.hostId, last.containerId]);
    const items = page.rows.map(({ total: _, dataAsOf, ...row }) => ({
      ...row,
      hostId: HostId.parse(row.hostId),
      containerId: ContainerId.parse(row.containerId),
      state: ContainerState.parse(row.state),
      imageId: Digest.parse(row.imageId),
      dataAsOf: dataAsOf?.toISOString(),
    }));
    return { items, total: rows[0]?.total ?? 0, nextCursor: page.nextCursor };
  }
}
