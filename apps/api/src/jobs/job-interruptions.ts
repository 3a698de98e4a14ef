import { errorMessage, type JobKind, type JobState, MAX_ATTEMPTS, RETRY_SAFE } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Database } from '../platform/prisma/prisma.service.js';
import { type JobMoves, type JobOnHost, NEXT_REVISION } from './job-moves.js';
import { putInOutbox } from './job-outbox.repository.js';

const RETRY_SAFE_KINDS = (Object.keys(RETRY_SAFE) as JobKind[]).filter((kind) => RETRY_SAFE[kind]);

interface Interrupted extends JobOnHost {
  state: JobState;
}

/**
 * Running jobs whose attempt came to nothing: `next` where they may be begun again, else `failed`; `canceled` where
 * somebody asked for that. What is queued goes to the outbox.
 * @param which of `jobs j`; their host is locked
 * @param notBegun those of which nothing was told surely had no effect: they may be begun again, whatever their kind
 */
export async function interruptRunning(
  database: Database,
  which: Prisma.Sql,
  next: 'queued' | 'interrupted',
  { notBegun = false }: { notBegun?: boolean } = {},
): Promise<JobMoves> {
  const isSafe = Prisma.sql`(j.kind = ANY(${RETRY_SAFE_KINDS}) OR (${notBegun} AND j.last_sequence = 0))`;
  const rows = await database.$queryRaw<Interrupted[]>`
    WITH ended AS MATERIALIZED (
      SELECT j.id, h.name AS host, begun.attempts, ${isSafe} AS is_safe,
        CASE WHEN j.cancel_requested THEN 'canceled'
          WHEN ${isSafe} AND begun.attempts < ${MAX_ATTEMPTS} THEN ${next}
          ELSE 'failed' END AS next
      FROM jobs j JOIN hosts h ON h.id = j.host_id
        CROSS JOIN LATERAL (SELECT count(*)::int AS attempts FROM job_attempts a WHERE a.job_id = j.id) begun
      WHERE j.state = 'running' AND ${which} ORDER BY j.id FOR NO KEY UPDATE OF j
    )
    UPDATE jobs j SET state = ended.next, waiting_for = NULL, ${NEXT_REVISION},
      ended_at = CASE WHEN ended.next IN ('canceled', 'failed') THEN now() END,
      error = CASE WHEN ended.next <> 'failed' THEN NULL WHEN ended.is_safe THEN ${errorOf('job.interrupted')}
        ELSE ${errorOf('job.outcome-unknown')} END
    FROM ended WHERE j.id = ended.id
    RETURNING j.id, j.host_id AS "hostId", j.state`;
  const ids = rows.map(({ id }) => id);
  await database.$executeRaw`
    UPDATE job_attempts a SET ended_at = now(), outcome = CASE j.state WHEN 'canceled' THEN 'canceled' ELSE 'interrupted' END
    FROM jobs j WHERE j.id = a.job_id AND a.ended_at IS NULL AND a.job_id = ANY(${ids}::uuid[])`;
  const goesOn = ({ state }: Interrupted) => state === next;
  const moved = rows.filter(goesOn).map(({ id }) => id);
  if (next === 'queued') await putInOutbox(database, moved);
  return { moved, ended: rows.filter((row) => !goesOn(row)) };
}

/** The error as JSON, made by Postgres from a row's `host` and `attempts`: its words say the same as everywhere. */
function errorOf(code: 'job.interrupted' | 'job.outcome-unknown'): Prisma.Sql {
  const words = errorMessage(code, { attempts: '\u0001', host: '\u0002' });
  return Prisma.sql`jsonb_build_object('code', ${code}::text,
    'message', replace(replace(${words}::text, ${'\u0001'}::text, ended.attempts::text), ${'\u0002'}::text, ended.host),
    'detail', jsonb_build_object('attempts', ended.attempts, 'host', ended.host))`;
}
