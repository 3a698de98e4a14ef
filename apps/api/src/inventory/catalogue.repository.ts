import { Injectable } from '@nestjs/common';
import type { ImageRecord } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { catalogueRow } from './inventory-rows.js';

/**
 * The fleet's images and layers by their digests.
 *
 * INVARIANT: a row is written once, by whoever reports it first. No host can change what another reported.
 */
@Injectable()
export class CatalogueRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Adds the images that are not known yet, with their layers, in one statement. Rows go in sorted, images before layers,
   * so that hosts which bring the same images at the same time wait for each other and never in a circle.
   */
  async add(images: readonly ImageRecord[]): Promise<void> {
    const unknown = await this.#unknown(images);
    if (unknown.length === 0) return;
    await this.prisma.$executeRaw`
      WITH incoming AS (
        SELECT DISTINCT ON ("id") * FROM jsonb_to_recordset(${storableJson(unknown.map(catalogueRow))}::jsonb) AS row(
          "id" text, "createdAt" timestamptz, "size" bigint, "architecture" text, "os" text, "variant" text,
          "author" text, "comment" text, "config" jsonb, "history" jsonb, "layers" jsonb)
        ORDER BY "id"
      ),
      added AS (
        INSERT INTO images (id, created_at, size, architecture, os, variant, author, comment, config, history,
          top_chain_id, layer_count)
        SELECT "id", "createdAt", "size", "architecture", "os", "variant", "author", "comment", "config", "history",
          "layers" -> -1 ->> 'chainId', jsonb_array_length("layers")
        FROM incoming ORDER BY "id"
        ON CONFLICT (id) DO NOTHING
        RETURNING id
      ),
      layer AS (
        SELECT incoming."id" AS image_id, item.position::int - 1 AS position, item.value ->> 'chainId' AS chain_id,
          item.value ->> 'diffId' AS diff_id, item.value ->> 'parentChainId' AS parent_chain_id,
          (item.value ->> 'size')::bigint AS size, item.value ->> 'createdBy' AS created_by
        FROM incoming JOIN added ON added.id = incoming."id",
          jsonb_array_elements(incoming."layers") WITH ORDINALITY AS item(value, position)
      ),
      added_layers AS (
        INSERT INTO layers (chain_id, diff_id, parent_chain_id, size)
        SELECT DISTINCT ON (chain_id) chain_id, diff_id, parent_chain_id, size FROM layer ORDER BY chain_id
        ON CONFLICT (chain_id) DO NOTHING
      )
      INSERT INTO image_layers (image_id, position, chain_id, created_by)
      SELECT image_id, position, chain_id, created_by FROM layer`;
  }

  async #unknown(images: readonly ImageRecord[]): Promise<ImageRecord[]> {
    if (images.length === 0) return [];
    const ids = images.map(({ id }) => id);
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`SELECT id FROM images WHERE id = ANY(${ids})`;
    const known = new Set(rows.map(({ id }) => id));
    return images.filter(({ id }) => !known.has(id));
  }
}
