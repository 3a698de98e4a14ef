import type { Digest } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { IngestScope, Touched } from './ingest-scope.js';
import type { HostImageRow } from './inventory-rows.js';

/** Stores the rows that differ from what is there; the catalogue has their images. @returns the images of those */
export async function storeHostImages({ tx, hostId }: IngestScope, rows: Prisma.Sql): Promise<Digest[]> {
  const stored = await tx.$queryRaw<{ id: Digest }[]>`
    WITH incoming AS (
      SELECT DISTINCT ON (id) * FROM (
        SELECT item ->> 'id' AS id, (item ->> 'fingerprint')::bigint AS fingerprint, item ->> 'engineId' AS engine_id,
          ARRAY(SELECT jsonb_array_elements_text(item -> 'references')) AS "references",
          ARRAY(SELECT jsonb_array_elements_text(item -> 'repoDigests')) AS repo_digests
        FROM ${rows} AS rows(item)
      ) AS parsed ORDER BY id
    )
    INSERT INTO host_images AS stored (host_id, image_id, engine_id, "references", repo_digests, fingerprint)
    SELECT ${hostId}::uuid, id, engine_id, "references", repo_digests, fingerprint FROM incoming
    ON CONFLICT (host_id, image_id) DO UPDATE SET engine_id = EXCLUDED.engine_id, "references" = EXCLUDED."references",
      repo_digests = EXCLUDED.repo_digests, fingerprint = EXCLUDED.fingerprint
    WHERE stored.fingerprint <> EXCLUDED.fingerprint
    RETURNING image_id AS id`;
  return stored.map(({ id }) => id);
}

/** The rows of a delta, for `storeHostImages`. */
export function hostImageRows(rows: readonly HostImageRow[]): Prisma.Sql {
  return Prisma.sql`jsonb_array_elements(${storableJson(rows)}::jsonb)`;
}

export async function removeHostImages({ tx, hostId }: IngestScope, ids: readonly Digest[]): Promise<Digest[]> {
  const removed = await tx.$queryRaw<{ id: Digest }[]>`
    DELETE FROM host_images WHERE host_id = ${hostId}::uuid AND image_id = ANY(${ids}) RETURNING image_id AS id`;
  return removed.map(({ id }) => id);
}

/** Removes what a list does not have. */
export async function removeOtherHostImages({ tx, hostId }: IngestScope, listed: Prisma.Sql): Promise<Digest[]> {
  const removed = await tx.$queryRaw<{ id: Digest }[]>`
    DELETE FROM host_images i
    WHERE i.host_id = ${hostId}::uuid
      AND NOT EXISTS (SELECT FROM ${listed} AS rows(item) WHERE item ->> 'id' = i.image_id)
    RETURNING image_id AS id`;
  return removed.map(({ id }) => id);
}

/**
 * Writes which reference pointed at which image of those that were stored or removed. A reference that an image lost, or
 * that another image took over, ended; one that is new began.
 */
export async function trackReferences(
  { tx, hostId, gap }: IngestScope,
  touched: readonly Touched<Digest>[],
): Promise<void> {
  if (touched.length === 0) return;
  const held = Prisma.sql`
    SELECT t.id AS image_id, t.at, reference
    FROM jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) AS t(id text, at timestamptz)
    LEFT JOIN host_images i ON i.host_id = ${hostId}::uuid AND i.image_id = t.id
    LEFT JOIN LATERAL unnest(i."references") AS reference ON TRUE`;
  await tx.$executeRaw`
    WITH held AS (${held}),
    ended AS (
      SELECT t.id, held.at
      FROM tag_history t JOIN held ON held.image_id = t.image_id
      WHERE t.host_id = ${hostId}::uuid AND t.valid_to IS NULL AND NOT EXISTS (
        SELECT FROM held same WHERE same.image_id = t.image_id AND same.reference = t.reference)
      UNION
      SELECT t.id, held.at
      FROM tag_history t JOIN held ON held.reference = t.reference
      WHERE t.host_id = ${hostId}::uuid AND t.valid_to IS NULL AND t.image_id <> held.image_id
    )
    UPDATE tag_history t SET valid_to = greatest(t.valid_from, ended.at), to_gap = ${gap}
    FROM ended WHERE t.id = ended.id`;
  await tx.$executeRaw`
    WITH held AS (${held})
    INSERT INTO tag_history (host_id, reference, image_id, valid_from, from_gap)
    SELECT DISTINCT ON (reference) ${hostId}::uuid, reference, image_id, at, ${gap} FROM held
    WHERE reference IS NOT NULL ORDER BY reference, image_id
    ON CONFLICT (host_id, reference) WHERE valid_to IS NULL DO NOTHING`;
}

/** Writes since when the stored images are on the host. */
export async function beginPresence(
  { tx, hostId, gap }: IngestScope,
  stored: readonly Touched<Digest>[],
): Promise<void> {
  if (stored.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO image_presence (host_id, image_id, valid_from, from_gap)
    SELECT ${hostId}::uuid, s.id, s.at, ${gap}
    FROM jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) AS s(id text, at timestamptz)
    ON CONFLICT (host_id, image_id) WHERE valid_to IS NULL DO NOTHING`;
}

/** Writes until when the removed images were on the host. */
export async function endPresence(
  { tx, hostId, gap }: IngestScope,
  removed: readonly Touched<Digest>[],
): Promise<void> {
  if (removed.length === 0) return;
  await tx.$executeRaw`
    UPDATE image_presence p SET valid_to = greatest(p.valid_from, r.at), to_gap = ${gap}
    FROM jsonb_to_recordset(${JSON.stringify(removed)}::jsonb) AS r(id text, at timestamptz)
    WHERE p.host_id = ${hostId}::uuid AND p.image_id = r.id AND p.valid_to IS NULL`;
}
