import { TagMoved } from '@roadstead/contract';
import { OFFSET } from '../platform/database/host-offset.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { type ContainerDrift, containerOf, type DriftedRow } from './container-drift.js';

interface TagMovedRow extends DriftedRow {
  now_id: string | null;
  since: Date | null;
  from_gap: boolean | null;
  gone_since: Date | null;
}

/**
 * Containers whose reference names another image on their host now, or none. A reference that is the beginning of an id, of
 * Docker's own or of the config digest, names no tag.
 */
export const TAG_MOVED: ContainerDrift<TagMovedRow> = {
  from: Prisma.sql`
    containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'
    LEFT JOIN tag_history t ON t.host_id = c.host_id AND t.reference = c.tag_reference AND t.valid_to IS NULL`,
  where: Prisma.sql`
    c.tag_reference IS NOT NULL AND t.image_id IS DISTINCT FROM c.image_id
    AND NOT (t.image_id IS NULL AND c.image_reference ~ '^[0-9a-f]+$' AND (
      starts_with(c.image_id, 'sha256:' || c.image_reference) OR EXISTS (
        SELECT FROM host_images i WHERE i.host_id = c.host_id AND i.image_id = c.image_id
          AND starts_with(i.engine_id, 'sha256:' || c.image_reference))))`,
  columns: Prisma.sql`
    t.image_id AS now_id, t.valid_from - ${OFFSET} AS since, t.from_gap, ${OFFSET} AS clock_offset`,
  detailed: (page) => Prisma.sql`
    SELECT page.*, (
      SELECT max(g.valid_to) - page.clock_offset FROM tag_history g
      WHERE page.now_id IS NULL AND g.host_id = page.host_id AND g.reference = page.tag_reference
    ) AS gone_since
    FROM ${page}`,
  toDrift: (row) =>
    TagMoved.parse({
      kind: 'tag-moved',
      ...containerOf(row),
      ...(row.now_id !== null && {
        now: { imageId: row.now_id, since: row.since?.toISOString(), sinceGap: row.from_gap === true },
      }),
      goneSince: row.gone_since?.toISOString(),
    }),
};
