import { Injectable } from '@nestjs/common';
import type { PruneCandidates } from '@roadstead/contract';
import { HostId, LIVE_STATES } from '@roadstead/domain';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { pruneCondition } from './prune-condition.js';

type Query = QueryOf<'listPruneCandidates'>;

/** So many are named of each host; how many there are is told as well. */
const NAMED = 50;

interface CandidateRow {
  host_id: string;
  host_name: string;
  data_as_of: Date | null;
  total: number;
  items: { id: string; names: string[] }[] | null;
}

@Injectable()
export class PruneCandidatesRepository {
  constructor(private readonly prisma: PrismaService) {}

  async ofHosts(query: Query): Promise<PruneCandidates['hosts']> {
    const rows = await this.prisma.$queryRaw<CandidateRow[]>`
      SELECT h.id AS host_id, h.name AS host_name, h.data_as_of, coalesce(found.total, 0) AS total, found.items
      FROM hosts h LEFT JOIN LATERAL (
        SELECT count(*)::int AS total,
          to_jsonb((array_agg(jsonb_build_object('id', x.id, 'names', x.names) ORDER BY x.names, x.id))[1:${NAMED}::int]) AS items
        FROM (${query.what === 'containers' ? containers(query) : images(query)}) AS x
      ) AS found ON TRUE
      WHERE h.id = ANY(${query.host}::uuid[]) AND h.status <> 'revoked' ORDER BY h.name`;
    return rows.map(({ host_id, host_name, data_as_of, total, items }) => ({
      hostId: HostId.parse(host_id),
      hostName: host_name,
      dataAsOf: data_as_of?.toISOString(),
      total,
      items: items ?? [],
    }));
  }
}

/** Of the host `h`. */
function containers(query: Query): Prisma.Sql {
  return Prisma.sql`
    SELECT c.id, ARRAY[c.name] AS names FROM containers c
    WHERE c.host_id = h.id AND c.state <> ALL(${[...LIVE_STATES]}::text[])
      AND ${pruneCondition(query, Prisma.sql`c.created_at`, Prisma.sql`(c.record -> 'labels')`)}`;
}

function images(query: Query): Prisma.Sql {
  const nameless = Prisma.sql`cardinality(i."references") = 0 AND cardinality(i.repo_digests) = 0`;
  return Prisma.sql`
    SELECT i.image_id AS id, i."references" AS names FROM host_images i JOIN images m ON m.id = i.image_id
    WHERE i.host_id = h.id
      AND NOT EXISTS (SELECT FROM containers c WHERE c.host_id = i.host_id AND c.image_id = i.image_id)
      AND ${query.dangling === 'true' ? nameless : Prisma.sql`TRUE`}
      AND ${pruneCondition(query, Prisma.sql`m.created_at`, Prisma.sql`(m.config -> 'labels')`)}`;
}
