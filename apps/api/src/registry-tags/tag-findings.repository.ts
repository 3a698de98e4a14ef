import { Injectable } from '@nestjs/common';
import type { Digest, ErrorBody } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { RUNNING } from './running-tags.js';

/** An image that runs by a tag and is not known to be what the tag names. */
export interface Unlike {
  readonly imageId: Digest;
  readonly platform: string;
  /** Whether it is known what the tag names for this platform. */
  readonly isRead: boolean;
  /** Digests that engines gave it themselves, and that the registry was not seen to have. */
  readonly unproven: Digest[];
}

interface Finding {
  readonly reference: string;
  /** null: the registry has no such tag. */
  readonly digest: Digest | null;
  readonly etag?: string;
  /** Checks further apart vouch for nothing between them. */
  readonly vouchesForMs: number;
}

/** What registries were found to name. */
@Injectable()
export class TagFindingsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** @returns false where the tag is none that the registry was ever seen to have, and it has it not now either */
  async keep({ reference, digest, etag, vouchesForMs }: Finding): Promise<boolean> {
    return this.prisma.$transaction(async (tx) => {
      const [open] = await tx.$queryRaw<{ id: bigint; digest: string | null; isFresh: boolean }[]>`
        SELECT id, digest, checked_at > now() - ${vouchesForMs} * interval '1 ms' AS "isFresh"
        FROM registry_tags WHERE reference = ${reference} AND valid_to IS NULL FOR UPDATE`;
      if (open === undefined && digest === null) return false;
      if (open !== undefined && open.digest === digest && open.isFresh) {
        await tx.$executeRaw`UPDATE registry_tags SET checked_at = now() WHERE id = ${open.id}`;
      } else {
        if (open !== undefined) {
          const end = open.digest === digest ? Prisma.sql`checked_at` : Prisma.sql`now()`;
          await tx.$executeRaw`UPDATE registry_tags SET valid_to = ${end} WHERE id = ${open.id}`;
        }
        await tx.$executeRaw`
          INSERT INTO registry_tags (reference, digest, valid_from, checked_at)
          VALUES (${reference}, ${digest}, now(), now())`;
      }
      await tx.$executeRaw`
        UPDATE registry_tag_checks SET checked_at = now(), etag = ${etag ?? null}, problem = NULL WHERE reference = ${reference}`;
      if (digest !== null) await this.#has(tx, reference, digest);
      return true;
    });
  }

  /** The check is over. @param problem why it gave no answer */
  async settle(reference: string, nextAt: Date, problem?: ErrorBody): Promise<void> {
    const data = { triedAt: new Date(), dueAt: nextAt, problem };
    await this.prisma.registryTagCheck.updateMany({ where: { reference }, data });
  }

  /** The registry was seen to have this digest in the tag's repository. */
  async keepManifest(reference: string, digest: Digest): Promise<void> {
    await this.#has(this.prisma, reference, digest);
  }

  /** @param images config digests by platform, as in the schema */
  async keepImages(reference: string, digest: Digest, images: Readonly<Record<string, Digest | null>>): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE registry_manifests SET images = images || ${JSON.stringify(images)}::jsonb
      WHERE repository = tag_repository(${reference}) AND digest = ${digest}`;
  }

  async unlike(reference: string, digest: Digest): Promise<Unlike[]> {
    return this.prisma.$queryRaw<Unlike[]>`
      SELECT p.image_id AS "imageId", concat_ws('/', i.os, i.architecture, i.variant) AS platform,
        jsonb_exists(m.images, '*') OR jsonb_exists(m.images, concat_ws('/', i.os, i.architecture, i.variant)) AS "isRead",
        ARRAY(
          SELECT DISTINCT x.engine_id FROM host_images x
          WHERE x.image_id = p.image_id AND x.engine_id <> x.image_id
            AND tag_repository(${reference}) || '@' || x.engine_id = ANY(x.repo_digests)
            AND NOT EXISTS (SELECT FROM registry_manifests k
              WHERE k.repository = tag_repository(${reference}) AND k.digest = x.engine_id)
        ) AS unproven
      FROM (SELECT DISTINCT c.image_id FROM ${RUNNING} WHERE c.tag_reference = ${reference}) p
      JOIN images i ON i.id = p.image_id
      JOIN registry_manifests m ON m.repository = tag_repository(${reference}) AND m.digest = ${digest}
      WHERE NOT EXISTS (SELECT FROM host_images x WHERE x.image_id = p.image_id
        AND tag_repository(${reference}) || '@' || ${digest}::text = ANY(x.repo_digests))`;
  }

  async #has(tx: Pick<Prisma.TransactionClient, '$executeRaw'>, reference: string, digest: Digest): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO registry_manifests (repository, digest) VALUES (tag_repository(${reference}), ${digest})
      ON CONFLICT DO NOTHING`;
  }
}
