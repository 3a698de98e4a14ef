import { type BatchId, type JobId, RoadsteadError } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import type { Database } from '../platform/prisma/prisma.service.js';
import { allMoves, type JobMoves, type JobOnHost, NEXT_REVISION } from './job-moves.js';
import { wakeForBatch } from './job-wakes.js';

interface Standing {
  width: number;
  stopAfter: number | null;
  isStopped: boolean;
  failures: number;
  /** Jobs that run, or are due and may run in a moment. */
  taken: number;
}

/**
 * Lets rolling batches go on after any of their jobs has moved: stops those with too many failures, and wakes the next
 * jobs of those that have room.
 *
 * INVARIANTS
 * - The caller holds the batches' locks.
 * - A job holds room while it runs or is due. One that waits for its host or for a slot there holds none, so that a host
 *   that is away does not hold up the rest.
 * - After the stop no job of the batch begins that had not begun; one that was interrupted goes on to its end.
 */
export async function advanceBatches(database: Database, batchIds: readonly BatchId[]): Promise<JobMoves> {
  const moves: JobMoves[] = [];
  for (const batchId of batchIds) moves.push(await advance(database, batchId));
  return allMoves(moves);
}

async function advance(database: Database, batchId: BatchId): Promise<JobMoves> {
  const standing = await standingOf(database, batchId);
  if (standing === undefined) return { moved: [], ended: [] };
  const { width, stopAfter, isStopped, failures } = standing;
  let ended: JobOnHost[] = [];
  if (isStopped || (stopAfter !== null && failures >= stopAfter)) {
    if (!isStopped) await database.$executeRaw`UPDATE job_batches SET stopped_at = now() WHERE id = ${batchId}::uuid`;
    ended = await cancelNotBegun(database, batchId, failures);
  }
  const taken = ended.length === 0 ? standing.taken : ((await standingOf(database, batchId))?.taken ?? 0);
  const moved: JobId[] = taken < width ? await wakeForBatch(database, batchId, width - taken) : [];
  return { moved, ended };
}

/** `undefined` where it does not roll. */
async function standingOf(database: Database, batchId: BatchId): Promise<Standing | undefined> {
  const [standing] = await database.$queryRaw<Standing[]>`
    SELECT b.width, b.stop_after AS "stopAfter", b.stopped_at IS NOT NULL AS "isStopped",
      count(*) FILTER (WHERE j.state = 'failed')::int AS failures,
      count(*) FILTER (WHERE j.state = 'running' OR (j.state = 'queued' AND j.waiting_for IS NULL))::int AS taken
    FROM job_batches b JOIN jobs j ON j.batch_id = b.id
    WHERE b.id = ${batchId}::uuid AND b.width IS NOT NULL GROUP BY b.id`;
  return standing;
}

async function cancelNotBegun(database: Database, batchId: BatchId, failures: number): Promise<JobOnHost[]> {
  const error = storableJson(new RoadsteadError('batch.stopped', { failures }).toBody());
  return database.$queryRaw<JobOnHost[]>`
    WITH waiting AS MATERIALIZED (
      SELECT id FROM jobs w WHERE w.batch_id = ${batchId}::uuid AND w.state IN ('queued', 'waiting-for-host')
        AND NOT EXISTS (SELECT FROM job_attempts a WHERE a.job_id = w.id)
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE jobs j SET state = 'canceled', waiting_for = NULL, ended_at = now(), error = ${error}::jsonb, ${NEXT_REVISION}
    FROM waiting WHERE j.id = waiting.id RETURNING j.id, j.host_id AS "hostId"`;
}
