import type { JobId } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import type { Database } from '../platform/prisma/prisma.service.js';
import { type EndedJob, ORIGIN_KINDS, originOfJob } from './origin-of-job.js';

interface JobFacts extends EndedJob {
  readonly hostId: string;
  readonly hostName: string;
  readonly actor: string;
}

/** Remembers which images a job that has just succeeded made or brought; in the transaction that ends it. */
export async function recordOrigins(database: Database, jobId: JobId): Promise<void> {
  const [job] = await database.$queryRaw<JobFacts[]>`
    SELECT j.kind, j.params, j.result, a.commit, a.inputs, u.filename, c.name AS "containerName",
      c.image_id AS "containerImageId", h.id AS "hostId", h.name AS "hostName", j.created_by AS actor
    FROM jobs j JOIN hosts h ON h.id = j.host_id
      LEFT JOIN job_attempts a ON a.job_id = j.id AND a.attempt = j.attempt
      LEFT JOIN uploads u ON u.id = coalesce(j.params ->> 'uploadId', j.params #>> '{source,uploadId}')
      LEFT JOIN containers c ON c.host_id = j.host_id AND c.id = j.params ->> 'containerId'
    WHERE j.id = ${jobId}::uuid AND j.state = 'succeeded' AND j.kind = ANY(${[...ORIGIN_KINDS]})`;
  const origin = job && originOfJob(job);
  if (job === undefined || origin === undefined) return;
  await database.$executeRaw`
    INSERT INTO image_origins (image_id, job_id, relation, host_id, host_name, actor, at, detail)
    SELECT id, ${jobId}::uuid, ${origin.relation}, ${job.hostId}::uuid, ${job.hostName}, ${job.actor}, now(),
      ${storableJson(origin.detail)}::jsonb
    FROM unnest(${[...new Set(origin.imageIds)]}::text[]) AS id
    ON CONFLICT DO NOTHING`;
}
