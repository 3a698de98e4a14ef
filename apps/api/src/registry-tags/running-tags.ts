import { LIVE_STATES } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Prisma } from '../platform/prisma/generated/client.js';

/** The containers `c` that run by a tag, on the hosts `h`. The beginning of an id is no tag: see drift/. */
export const RUNNING = Prisma.sql`
  containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked'
    AND c.state = ANY(${[...LIVE_STATES]}::text[]) AND c.tag_reference IS NOT NULL
    AND NOT (c.image_reference ~ '^[0-9a-f]+$' AND starts_with(c.image_id, 'sha256:' || c.image_reference))`;

/** When `c` was made, by the control plane's clock. */
export const MADE_AT = Prisma.sql`(c.created_at - ${OFFSET})`;

const PLATFORM = Prisma.sql`concat_ws('/', i.os, i.architecture, i.variant)`;

/**
 * Whether the image came from the repository, or went there: an engine has its digest of it. A containerd store gives
 * every image such a digest, its own; there, only what the registry was seen to have counts.
 */
export function cameFrom(imageId: Prisma.Sql, repository: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(EXISTS (
      SELECT FROM host_images x CROSS JOIN unnest(x.repo_digests) AS d (name)
      WHERE x.image_id = ${imageId} AND starts_with(d.name, ${repository} || '@')
        AND (d.name <> ${repository} || '@' || x.engine_id OR EXISTS (
          SELECT FROM registry_manifests k WHERE k.repository = ${repository} AND k.digest = x.engine_id)))
    OR EXISTS (
      SELECT FROM registry_manifests k CROSS JOIN jsonb_each_text(k.images) AS j (platform, id)
      WHERE k.repository = ${repository} AND j.id = ${imageId}))`;
}

/**
 * What runs by each tag, as (reference, image_id), next to what the registry names by it. `verdict`: same · moved ·
 * unread: the platforms of what it names are not known · elsewhere: it is not known to have come from there. The registry's
 * digest is compared with those under which hosts have the image; where none is the same, what it stands for on the image's
 * platform is, by config digest: another index can be made of the same images.
 */
export const COMPARED = Prisma.sql`
  SELECT p.reference, p.image_id, t.digest, t.valid_from, t.checked_at,
    coalesce(m.images ->> '*', m.images ->> ${PLATFORM}) AS now_id,
    CASE
      WHEN EXISTS (
        SELECT FROM host_images x
        WHERE x.image_id = p.image_id AND tag_repository(p.reference) || '@' || t.digest = ANY(x.repo_digests)
      ) THEN 'same'
      WHEN coalesce(m.images ->> '*', m.images ->> ${PLATFORM}) = p.image_id THEN 'same'
      WHEN NOT ${cameFrom(Prisma.sql`p.image_id`, Prisma.sql`tag_repository(p.reference)`)} THEN 'elsewhere'
      WHEN t.digest IS NULL OR jsonb_exists(m.images, '*') OR jsonb_exists(m.images, ${PLATFORM}) THEN 'moved'
      ELSE 'unread'
    END AS verdict
  FROM (SELECT DISTINCT c.tag_reference AS reference, c.image_id FROM ${RUNNING}) p
  JOIN registry_tags t ON t.reference = p.reference AND t.valid_to IS NULL
  LEFT JOIN registry_manifests m ON m.repository = tag_repository(p.reference) AND m.digest = t.digest
  LEFT JOIN images i ON i.id = p.image_id`;
