import { Injectable } from '@nestjs/common';
import { TagDiffers } from '@roadstead/contract';
import { LIVE_STATES } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, containsPattern, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { DriftFinder, DriftRequest, DriftRows } from './drift.service.js';
import { ofRepository } from './drift-conditions.js';

/** As many hosts are told of each image; how many there are is told as well. */
const HOSTS_SHOWN = 20;
const PLATFORM = Prisma.sql`concat_ws('/', i.os, i.architecture, i.variant)`;
const COLUMNS = [
  { expression: Prisma.sql`reference`, type: 'text' },
  { expression: Prisma.sql`platform`, type: 'text' },
];

interface VariantRow {
  reference: string;
  platform: string;
  image_id: string;
  created_at: Date;
  host_count: number;
  running: number;
  is_from_registry: boolean;
  hosts: { id: string; name: string; since: string; sinceGap: boolean }[];
}

/** Tags that name different images of one platform, depending on the host. */
@Injectable()
export class TagDifferencesRepository implements DriftFinder {
  constructor(private readonly questions: Questions) {}

  async rows(query: DriftRequest): Promise<DriftRows> {
    const hosts = Prisma.sql`array_agg(jsonb_build_object('id', h.id, 'name', h.name, 'sinceGap', t.from_gap, 'since',
      to_char((t.valid_from - ${OFFSET}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY h.name)`;
    const rows = await this.questions.$queryRaw<VariantRow[]>`
        WITH differing AS (${differing(query)}),
        page AS (
          SELECT * FROM differing WHERE ${afterCursor(query.cursor, 'asc', COLUMNS)}
          ORDER BY reference, platform LIMIT ${query.limit + 1}
        )
        SELECT p.reference, p.platform, i.id AS image_id, i.created_at, count(*)::int AS host_count,
          coalesce(sum(r.running), 0)::int AS running,
          bool_or(EXISTS (SELECT FROM unnest(has.repo_digests) AS d (name)
            WHERE starts_with(d.name, tag_repository(p.reference) || '@'))) AS is_from_registry,
          to_jsonb(${query.allHosts === true ? hosts : Prisma.sql`(${hosts})[1:${HOSTS_SHOWN}::int]`}) AS hosts
        FROM page p
        JOIN tag_history t ON t.reference = p.reference AND t.valid_to IS NULL
        JOIN hosts h ON h.id = t.host_id AND h.status <> 'revoked'
        JOIN images i ON i.id = t.image_id AND ${PLATFORM} = p.platform
        LEFT JOIN host_images has ON has.host_id = h.id AND has.image_id = i.id
        LEFT JOIN (
          SELECT host_id, tag_reference, image_id, count(*) AS running FROM containers
          WHERE state = ANY(${[...LIVE_STATES]}::text[]) GROUP BY host_id, tag_reference, image_id
        ) r ON r.host_id = h.id AND r.tag_reference = p.reference AND r.image_id = i.id
        GROUP BY p.reference, p.platform, i.id, i.created_at
        ORDER BY p.reference, p.platform, host_count DESC, i.id`;
    const page = cutPage(grouped(rows), query.limit, (last) => [last.reference, last.platform]);
    return { items: page.rows, nextCursor: page.nextCursor };
  }

  async count(query: DriftRequest): Promise<number> {
    const [row] = await this.questions.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM (${differing(query)}) AS differing`;
    return row?.total ?? 0;
  }
}

/** Compared over the whole fleet; a host that is asked for is one of those that have the tag. */
function differing({ host, repository, container, q }: DriftRequest): Prisma.Sql {
  const where = [Prisma.sql`t.valid_to IS NULL`];
  const having = [Prisma.sql`min(t.image_id) <> max(t.image_id)`];
  // It asks about one container, and this is about none.
  if (container !== undefined) where.push(Prisma.sql`FALSE`);
  if (repository !== undefined) where.push(ofRepository(Prisma.sql`t.reference`, repository));
  if (host !== undefined) having.push(Prisma.sql`bool_or(t.host_id = ${host}::uuid)`);
  if (q !== undefined && q.trim() !== '') {
    const pattern = containsPattern(q.trim());
    having.push(Prisma.sql`(lower(t.reference) LIKE ${pattern} OR bool_or(lower(h.name) LIKE ${pattern}))`);
  }
  return Prisma.sql`
    SELECT t.reference, ${PLATFORM} AS platform
    FROM tag_history t
    JOIN hosts h ON h.id = t.host_id AND h.status <> 'revoked'
    JOIN images i ON i.id = t.image_id
    WHERE ${Prisma.join(where, ' AND ')}
    GROUP BY t.reference, platform HAVING ${Prisma.join(having, ' AND ')}`;
}

function grouped(rows: readonly VariantRow[]): TagDiffers[] {
  const found: TagDiffers[] = [];
  for (const { reference, platform, image_id, created_at, host_count, running, hosts, is_from_registry } of rows) {
    let last = found.at(-1);
    if (last === undefined || last.reference !== reference || last.platform !== platform) {
      last = TagDiffers.parse({ kind: 'tag-differs', reference, platform, isFromRegistry: false, variants: [] });
      found.push(last);
    }
    last.isFromRegistry ||= is_from_registry;
    const variant = { imageId: image_id, createdAt: created_at.toISOString(), hostCount: host_count, running, hosts };
    last.variants.push(TagDiffers.shape.variants.element.parse(variant));
  }
  return found;
}
