import { Injectable } from '@nestjs/common';
import { Digest, type HostId } from '@roadstead/domain';
import { PrismaService } from '../platform/prisma/prisma.service.js';

@Injectable()
export class PullCostRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Those of the layers that are in an image of the host. */
  async layersOn(hostId: HostId, chainIds: readonly Digest[]): Promise<Set<Digest>> {
    const rows = await this.prisma.$queryRaw<{ chain_id: string }[]>`
      SELECT DISTINCT il.chain_id FROM image_layers il JOIN host_images hi ON hi.image_id = il.image_id
      WHERE hi.host_id = ${hostId}::uuid AND il.chain_id = ANY(${[...chainIds]})`;
    return new Set(rows.map(({ chain_id }) => Digest.parse(chain_id)));
  }

  /** Names that the host has for an image; undefined where it has not the image. */
  async namesOn(hostId: HostId, imageId: Digest): Promise<{ references: string[]; repoDigests: string[] } | undefined> {
    const row = await this.prisma.hostImage.findUnique({
      where: { hostId_imageId: { hostId, imageId } },
      select: { references: true, repoDigests: true },
    });
    return row ?? undefined;
  }
}
