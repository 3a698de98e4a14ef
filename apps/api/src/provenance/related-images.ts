import { OriginStatus, type RelatedImage } from '@roadstead/contract';
import { Digest, JobId } from '@roadstead/domain';
import { z } from 'zod';
import { Prisma } from '../platform/prisma/generated/client.js';
import { originStatus } from './origin-status.js';

/** As `jsonb_build_object` gives it. */
const MadeBy = z.object({ jobId: JobId, actor: z.string(), at: z.string() });

export interface RelatedRow {
  id: string;
  references: string[];
  layer_count: number;
  size: bigint;
  host_count: number;
  running_count: number;
  status: string;
  made_by: unknown;
}

/** Columns of an image `i`, for `toRelated`. */
export const RELATED = Prisma.sql`
  i.id, i.layer_count, i.size, ${originStatus(Prisma.sql`i.id`)} AS status,
  ARRAY(SELECT DISTINCT reference FROM host_images hi, unnest(hi."references") AS reference
    WHERE hi.image_id = i.id ORDER BY reference) AS "references",
  (SELECT count(*)::int FROM host_images hi WHERE hi.image_id = i.id) AS host_count,
  (SELECT count(*)::int FROM containers c WHERE c.image_id = i.id AND c.state = 'running') AS running_count,
  (SELECT jsonb_build_object('jobId', o.job_id, 'actor', o.actor, 'at', o.at) FROM image_origins o
    WHERE o.image_id = i.id AND o.relation = 'made' ORDER BY o.at DESC LIMIT 1) AS made_by`;

export function toRelated(row: RelatedRow): RelatedImage {
  const madeBy = MadeBy.nullable().parse(row.made_by);
  return {
    id: Digest.parse(row.id),
    references: row.references,
    layerCount: row.layer_count,
    size: Number(row.size),
    hostCount: row.host_count,
    runningCount: row.running_count,
    status: OriginStatus.parse(row.status),
    madeBy: madeBy === null ? undefined : { ...madeBy, at: new Date(madeBy.at).toISOString() },
  };
}
