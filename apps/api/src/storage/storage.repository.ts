import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** Images of a host by what a prune would take, and bytes of the layers that would go with them. */
export interface ImageSpace {
  readonly untagged: { readonly count: number; readonly bytes: number };
  readonly unused: { readonly count: number; readonly bytes: number };
  readonly withoutSharingBytes: number;
}

interface SpaceRow {
  untagged: number;
  unused: number;
  untagged_bytes: bigint;
  unused_bytes: bigint;
  unshared_bytes: bigint;
}

@Injectable()
export class StorageRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** A layer goes with the last image that has it, so it counts where all of its images would go. */
  async imageSpace(hostId: HostId): Promise<ImageSpace> {
    const [row] = await this.prisma.$queryRaw<SpaceRow[]>`
      WITH here AS (
        SELECT i.image_id,
               NOT EXISTS (
                 SELECT FROM containers c WHERE c.host_id = i.host_id AND c.image_id = i.image_id) AS unused,
               cardinality(i."references") = 0 AND cardinality(i.repo_digests) = 0 AS untagged
        FROM host_images i WHERE i.host_id = ${hostId}::uuid
      ), layers_here AS (
        SELECT l.size, count(*) AS images,
               bool_and(here.unused) AS goes_unused, bool_and(here.unused AND here.untagged) AS goes_untagged
        FROM here JOIN image_layers il USING (image_id) JOIN layers l USING (chain_id)
        GROUP BY l.chain_id
      )
      SELECT (SELECT count(*)::int FROM here WHERE unused AND untagged) AS untagged,
             (SELECT count(*)::int FROM here WHERE unused) AS unused,
             coalesce(sum(size) FILTER (WHERE goes_untagged), 0)::bigint AS untagged_bytes,
             coalesce(sum(size) FILTER (WHERE goes_unused), 0)::bigint AS unused_bytes,
             coalesce(sum(size * images), 0)::bigint AS unshared_bytes
      FROM layers_here`;
    return {
      untagged: { count: row?.untagged ?? 0, bytes: Number(row?.untagged_bytes ?? 0) },
      unused: { count: row?.unused ?? 0, bytes: Number(row?.unused_bytes ?? 0) },
      withoutSharingBytes: Number(row?.unshared_bytes ?? 0),
    };
  }
}
