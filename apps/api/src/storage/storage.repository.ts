import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** Images of a host by what a prune would take, and bytes of the layers that would go with them. */
export interface ImageSpace {
  readonly images: number;
  /** Of their layers, each once. */
  readonly bytes: number;
  readonly untagged: { readonly count: number; readonly bytes: number };
  readonly unused: { readonly count: number; readonly bytes: number };
  readonly withoutSharingBytes: number;
}

export const NO_IMAGES: ImageSpace = {
  images: 0,
  bytes: 0,
  untagged: { count: 0, bytes: 0 },
  unused: { count: 0, bytes: 0 },
  withoutSharingBytes: 0,
};

interface SpaceRow {
  host_id: string;
  images: number;
  bytes: bigint;
  untagged: number;
  unused: number;
  untagged_bytes: bigint;
  unused_bytes: bigint;
  unshared_bytes: bigint;
}

@Injectable()
export class StorageRepository {
  constructor(private readonly prisma: PrismaService) {}

  async imageSpace(hostId: HostId): Promise<ImageSpace> {
    return (await this.imageSpaces(hostId)).get(hostId) ?? NO_IMAGES;
  }

  /**
   * By host; a host without images has none. A layer goes with the last image that has it, so it counts where all of its
   * images would go.
   * @param hostId absent: of all hosts
   */
  async imageSpaces(hostId?: HostId): Promise<Map<string, ImageSpace>> {
    const wanted = hostId === undefined ? Prisma.sql`TRUE` : Prisma.sql`i.host_id = ${hostId}::uuid`;
    const rows = await this.prisma.$queryRaw<SpaceRow[]>`
      WITH here AS (
        SELECT i.host_id, i.image_id,
               NOT EXISTS (
                 SELECT FROM containers c WHERE c.host_id = i.host_id AND c.image_id = i.image_id) AS unused,
               cardinality(i."references") = 0 AND cardinality(i.repo_digests) = 0 AS untagged
        FROM host_images i WHERE ${wanted}
      ), layers_here AS (
        SELECT here.host_id, l.size, count(*) AS images,
               bool_and(here.unused) AS goes_unused, bool_and(here.unused AND here.untagged) AS goes_untagged
        FROM here JOIN image_layers il USING (image_id) JOIN layers l USING (chain_id)
        GROUP BY here.host_id, l.chain_id
      ), counted AS (
        SELECT host_id, count(*)::int AS images, count(*) FILTER (WHERE unused AND untagged)::int AS untagged,
               count(*) FILTER (WHERE unused)::int AS unused
        FROM here GROUP BY host_id
      ), sized AS (
        SELECT host_id, sum(size) AS bytes, sum(size) FILTER (WHERE goes_untagged) AS untagged_bytes,
               sum(size) FILTER (WHERE goes_unused) AS unused_bytes, sum(size::numeric * images) AS unshared_bytes
        FROM layers_here GROUP BY host_id
      )
      SELECT counted.*, least(coalesce(bytes, 0), ${Number.MAX_SAFE_INTEGER})::bigint AS bytes, least(coalesce(untagged_bytes, 0), ${Number.MAX_SAFE_INTEGER})::bigint AS untagged_bytes,
             least(coalesce(unused_bytes, 0), ${Number.MAX_SAFE_INTEGER})::bigint AS unused_bytes, least(coalesce(unshared_bytes, 0), ${Number.MAX_SAFE_INTEGER})::bigint AS unshared_bytes
      FROM counted LEFT JOIN sized USING (host_id)`;
    return new Map(rows.map((row) => [row.host_id, toSpace(row)]));
  }
}

function toSpace(row: SpaceRow): ImageSpace {
  return {
    images: row.images,
    bytes: Number(row.bytes),
    untagged: { count: row.untagged, bytes: Number(row.untagged_bytes) },
    unused: { count: row.unused, bytes: Number(row.unused_bytes) },
    withoutSharingBytes: Number(row.unshared_bytes),
  };
}
