import { Injectable } from '@nestjs/common';
import type { ContainerId, Digest, HostId } from '@roadstead/domain';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** What the fleet no longer shows once its host is revoked. */
export interface Withdrawn {
  readonly containerIds: ContainerId[];
  readonly imageIds: Digest[];
}

@Injectable()
export class HostRevocationRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Revokes the host: its current inventory goes, its history stays and ends where it was last observed.
   * @returns undefined if there is no such host, or it is revoked already
   */
  revoke(hostId: HostId): Promise<Withdrawn | undefined> {
    return this.prisma.$transaction(async (tx) => {
      const revoked = await tx.$executeRaw`
        UPDATE hosts SET status = 'revoked', revoked_at = now(), epoch = NULL, sequence = 0, view_hash = NULL
        WHERE id = ${hostId}::uuid AND status <> 'revoked'`;
      if (revoked === 0) return undefined;
      const [seen] = await tx.$queryRaw<{ at: Date }[]>`
        SELECT coalesce(max(observed_to), now()) AS at FROM observations WHERE host_id = ${hostId}::uuid`;
      const at = seen?.at ?? new Date();
      await tx.$executeRaw`UPDATE observations SET open = FALSE WHERE host_id = ${hostId}::uuid AND open`;
      await tx.$executeRaw`
        UPDATE runs SET ended_at = greatest(${at}, started_at), end_known_by = 'gap'
        WHERE host_key = (SELECT key FROM hosts WHERE id = ${hostId}::uuid) AND end_known_by IS NULL`;
      await tx.$executeRaw`
        UPDATE tag_history SET valid_to = greatest(${at}, valid_from), to_gap = TRUE
        WHERE host_id = ${hostId}::uuid AND valid_to IS NULL`;
      await tx.$executeRaw`
        UPDATE image_presence SET valid_to = greatest(${at}, valid_from), to_gap = TRUE
        WHERE host_id = ${hostId}::uuid AND valid_to IS NULL`;
      await tx.$executeRaw`DELETE FROM snapshot_parts WHERE host_id = ${hostId}::uuid`;
      const containers = await tx.$queryRaw<{ id: ContainerId }[]>`
        DELETE FROM containers WHERE host_id = ${hostId}::uuid RETURNING id`;
      const images = await tx.$queryRaw<{ image_id: Digest }[]>`
        DELETE FROM host_images WHERE host_id = ${hostId}::uuid RETURNING image_id`;
      return { containerIds: containers.map(({ id }) => id), imageIds: images.map(({ image_id }) => image_id) };
    });
  }
}
