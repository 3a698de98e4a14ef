import { Injectable } from '@nestjs/common';
import {
  type ImageOrigin,
  OriginDetail,
  type OriginRecord,
  OriginStatus,
  type RelatedImage,
} from '@roadstead/contract';
import { type Digest, HostId, ImageConfig, JobId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { ociClaims } from './oci-claims.js';
import { originStatus } from './origin-status.js';
import { RELATED, type RelatedRow, toRelated } from './related-images.js';

/** Jobs that are listed of each relation, newest first: a build that is cached makes the same image again and again. */
const MAX_RECORDS = 50;
const MAX_RELATED = 100;

interface ImageRow {
  config: unknown;
  status: string;
}

interface FirstSeenRow {
  at: Date;
  host_id: string;
  host_name: string | null;
  is_gap: boolean;
}

@Injectable()
export class ProvenanceRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Also of an image that is on no host any more. */
  async origin(imageId: Digest): Promise<ImageOrigin | undefined> {
    const [image] = await this.prisma.$queryRaw<ImageRow[]>`
      SELECT i.config, ${originStatus(Prisma.sql`i.id`)} AS status FROM images i WHERE i.id = ${imageId}`;
    if (image === undefined) return undefined;
    const [made, came, firstSeen, bases, sameLayers] = await Promise.all([
      this.#records(imageId, 'made'),
      this.#records(imageId, 'came'),
      this.#firstSeen(imageId),
      this.#bases(imageId),
      this.#sameLayers(imageId),
    ]);
    const claims = ociClaims(ImageConfig.parse(image.config).labels ?? {});
    return { imageId, status: OriginStatus.parse(image.status), made, came, firstSeen, claims, bases, sameLayers };
  }

  async #records(imageId: Digest, relation: 'made' | 'came'): Promise<OriginRecord[]> {
    const rows = await this.prisma.imageOrigin.findMany({
      where: { imageId, relation },
      orderBy: [{ at: 'desc' }, { jobId: 'desc' }],
      take: MAX_RECORDS,
    });
    return rows.map(({ jobId, hostId, hostName, actor, at, detail }) => ({
      jobId: JobId.parse(jobId),
      hostId: HostId.parse(hostId),
      hostName,
      actor,
      at: at.toISOString(),
      detail: OriginDetail.parse(detail),
    }));
  }

  async #firstSeen(imageId: Digest): Promise<ImageOrigin['firstSeen']> {
    const [row] = await this.prisma.$queryRaw<FirstSeenRow[]>`
      SELECT p.valid_from - ${OFFSET} AS at, p.host_id, h.name AS host_name, p.from_gap AS is_gap
      FROM image_presence p LEFT JOIN hosts h ON h.id = p.host_id
      WHERE p.image_id = ${imageId} ORDER BY 1, p.id LIMIT 1`;
    if (row === undefined) return undefined;
    const hostName = row.host_name ?? undefined;
    return { at: row.at.toISOString(), hostId: HostId.parse(row.host_id), hostName, isGap: row.is_gap };
  }

  /** Images of which all layers are the first of this one's. Those that are on a host come first of equals. */
  async #bases(imageId: Digest): Promise<RelatedImage[]> {
    const rows = await this.prisma.$queryRaw<RelatedRow[]>`
      WITH own AS (SELECT chain_id FROM image_layers WHERE image_id = ${imageId})
      SELECT ${RELATED} FROM images i JOIN images built ON built.id = ${imageId}
      WHERE i.top_chain_id IN (SELECT chain_id FROM own) AND i.layer_count < built.layer_count
      ORDER BY i.layer_count DESC, host_count DESC, i.id LIMIT ${MAX_RELATED}`;
    return rows.map(toRelated);
  }

  async #sameLayers(imageId: Digest): Promise<RelatedImage[]> {
    const rows = await this.prisma.$queryRaw<RelatedRow[]>`
      SELECT ${RELATED} FROM images i JOIN images same ON same.id = ${imageId}
      WHERE i.top_chain_id = same.top_chain_id AND i.id <> same.id
      ORDER BY host_count DESC, i.id LIMIT ${MAX_RELATED}`;
    return rows.map(toRelated);
  }
}
