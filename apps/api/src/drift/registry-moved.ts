import { RegistryMoved } from '@roadstead/contract';
import { Prisma } from '../platform/prisma/generated/client.js';
import { COMPARED, MADE_AT, RUNNING } from '../registry-tags/running-tags.js';
import { type ContainerDrift, containerOf, type DriftedRow } from './container-drift.js';

interface RegistryMovedRow extends DriftedRow {
  runs_digest: string | null;
  registry: string | null;
  digest: string | null;
  now_id: string | null;
  since: Date;
  not_before: Date | null;
  checked_at: Date;
  problem: unknown;
}

/**
 * Containers that run while their tag names another image in its registry. One that was made after the last check is not
 * known to lag behind what the registry names.
 */
export const REGISTRY_MOVED: ContainerDrift<RegistryMovedRow> = {
  from: Prisma.sql`${RUNNING} JOIN (${COMPARED}) AS v ON v.reference = c.tag_reference AND v.image_id = c.image_id`,
  where: Prisma.sql`v.verdict = 'moved' AND ${MADE_AT} <= v.checked_at`,
  columns: Prisma.sql`v.digest, v.now_id, v.valid_from AS since, v.checked_at`,
  detailed: (page) => Prisma.sql`
    SELECT page.*, k.registry, coalesce(CASE WHEN p.not_before > now() THEN p.problem END, k.problem) AS problem,
      (SELECT max(b.checked_at) FROM registry_tags b
        WHERE b.reference = page.tag_reference AND b.valid_to <= page.since
          AND b.digest IS DISTINCT FROM page.digest) AS not_before,
      (SELECT substr(d.name, length(tag_repository(page.tag_reference)) + 2)
        FROM host_images x CROSS JOIN unnest(x.repo_digests) AS d (name)
        WHERE x.host_id = page.host_id AND x.image_id = page.image_id
          AND starts_with(d.name, tag_repository(page.tag_reference) || '@') ORDER BY 1 LIMIT 1) AS runs_digest
    FROM ${page}
    LEFT JOIN registry_tag_checks k ON k.reference = page.tag_reference
    LEFT JOIN registry_paces p ON p.registry = k.registry`,
  toDrift: (row) =>
    RegistryMoved.parse({
      kind: 'registry-moved',
      ...containerOf(row),
      registry: row.registry ?? '',
      runsDigest: row.runs_digest ?? undefined,
      ...(row.digest !== null && { now: { digest: row.digest, imageId: row.now_id ?? undefined } }),
      since: row.since.toISOString(),
      notBefore: row.not_before?.toISOString(),
      checkedAt: row.checked_at.toISOString(),
      problem: row.problem ?? undefined,
    }),
};
