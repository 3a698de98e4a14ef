import type { BatchId, HostId, JobId } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Database } from '../platform/prisma/prisma.service.js';

/*
 * Locks are taken in this order, and each kind by ascending id: the host, the rolling batches, the jobs, the outbox.
 *
 * - The host's lock makes the count of its running transfers exact, and makes "the host is not connected" and "wake what
 *   waits for the host" happen one after the other.
 * - The lock of a rolling batch makes the count of its running jobs and of its failures exact. A batch that does not roll
 *   is never locked.
 * - A statement that wakes jobs passes over rows that somebody else holds: whoever holds one moves it himself, and what
 *   is left over by chance is woken by the reconciler. So a wake never waits, and nobody waits in a circle.
 */

export async function lockHost(database: Database, hostId: HostId): Promise<void> {
  await database.$queryRaw`SELECT 1 FROM hosts WHERE id = ${hostId}::uuid FOR NO KEY UPDATE`;
}

/** Locks the rolling batches of some jobs. @returns their ids: none where no batch among them rolls */
export async function lockRollingBatches(database: Database, jobs: Prisma.Sql): Promise<BatchId[]> {
  const rows = await database.$queryRaw<{ id: BatchId }[]>`
    SELECT id FROM job_batches b
    WHERE b.width IS NOT NULL AND b.id IN (SELECT j.batch_id FROM jobs j WHERE ${jobs}) ORDER BY b.id FOR NO KEY UPDATE`;
  return rows.map(({ id }) => id);
}

export function lockRollingBatchOf(database: Database, jobId: JobId): Promise<BatchId[]> {
  return lockRollingBatches(database, Prisma.sql`j.id = ${jobId}::uuid`);
}
