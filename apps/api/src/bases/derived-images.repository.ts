import { Injectable } from '@nestjs/common';
import type { DerivedPage } from '@roadstead/contract';
import type { Digest } from '@roadstead/domain';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';

import { RELATED, type RelatedRow, toRelated } from '../provenance/related-images.js';

@Injectable()
export class DerivedImagesRepository {
  constructor(private readonly questions: Questions) {}

  /** @returns undefined for an image that was never seen; one that is on no host any more has what is built on it all the same */
  async page(imageId: Digest, query: QueryOf<'listDerivedImages'>): Promise<DerivedPage | undefined> {
    const [image] = await this.questions.$queryRaw<{ top: string | null; layers: number }[]>`
      SELECT top_chain_id AS top, layer_count AS layers FROM images WHERE id = ${imageId}`;
    if (image === undefined) return undefined;
    const nothing = { items: [], total: 0, counts: { direct: 0, all: 0, hosts: 0, running: 0 } };
    if (image.top === null) return nothing;
    // Direct: none that lies between is on a host.
    const derived = Prisma.sql`
      holder AS MATERIALIZED (
        SELECT i.id, i.layer_count, i.top_chain_id FROM image_layers il
          JOIN images i ON i.id = il.image_id AND i.layer_count > ${image.layers} WHERE il.chain_id = ${image.top}
      ),
      built AS MATERIALIZED (
        SELECT holder.id, holder.layer_count, holder.top_chain_id, count(*) AS hosts
        FROM holder JOIN host_images hi ON hi.image_id = holder.id
          JOIN hosts h ON h.id = hi.host_id AND h.status <> 'revoked'
        GROUP BY holder.id, holder.layer_count, holder.top_chain_id
      ),
      tops AS (SELECT DISTINCT top_chain_id AS chain_id FROM built),
      indirect AS MATERIALIZED (
        SELECT DISTINCT il.image_id AS id FROM built JOIN image_layers il ON il.image_id = built.id
          AND il.position < built.layer_count - 1 JOIN tops ON tops.chain_id = il.chain_id
      ),
      derived AS (
        SELECT built.id, built.hosts, indirect.id IS NULL AS direct FROM built LEFT JOIN indirect ON indirect.id = built.id
      )`;
    const columns = [
      { expression: Prisma.sql`d.hosts`, type: 'bigint' },
      { expression: Prisma.sql`d.id`, type: 'text' },
    ];
    const [rows, [counts]] = await Promise.all([
      this.questions.$queryRaw<(RelatedRow & { sort_key: string })[]>`
        WITH ${derived}, wanted AS (
          SELECT d.* FROM derived d
          WHERE ${query.direct === 'true' ? Prisma.sql`d.direct` : Prisma.sql`TRUE`} AND ${afterCursor(query.cursor, 'desc', columns)}
          ORDER BY d.hosts DESC, d.id DESC LIMIT ${query.limit + 1}
        )
        SELECT ${RELATED}, wanted.hosts::text AS sort_key FROM wanted JOIN images i ON i.id = wanted.id
        ORDER BY wanted.hosts DESC, wanted.id DESC`,
      this.questions.$queryRaw<DerivedPage['counts'][]>`
        WITH ${derived}
        SELECT count(*)::int AS all, count(*) FILTER (WHERE direct)::int AS direct,
          (SELECT count(DISTINCT hi.host_id)::int FROM host_images hi JOIN hosts h ON h.id = hi.host_id
            WHERE h.status <> 'revoked' AND hi.image_id IN (SELECT id FROM built)) AS hosts,
          (SELECT count(*)::int FROM containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'
            WHERE c.state = 'running' AND c.image_id IN (SELECT id FROM built)) AS running
        FROM derived`,
    ]);
    if (counts === undefined) return nothing;
    const page = cutPage(rows, query.limit, (last) => [last.sort_key, last.id]);
    return {
      items: page.rows.map(toRelated),
      total: query.direct === 'true' ? counts.direct : counts.all,
      nextCursor: page.nextCursor,
      counts,
    };
  }
}
