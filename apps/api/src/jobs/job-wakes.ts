import { type BatchId, type HostId, type JobId, TRANSFER_KINDS } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Database } from '../platform/prisma/prisma.service.js';
import { NEXT_REVISION } from './job-moves.js';
import { putInOutbox } from './job-outbox.repository.js';

/** Transfers that run on a host now. */
export function runningTransfers(hostId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT count(*) FROM jobs r
    WHERE r.host_id = ${hostId} AND r.state = 'running' AND r.kind = ANY(${[...TRANSFER_KINDS]})`;
}

/** Queues what waits for hosts. @param which of `hosts h` */
export function wakeForHosts(database: Database, which: Prisma.Sql): Promise<JobId[]> {
  return wake(
    database,
    Prisma.sql`SELECT j.id FROM jobs j JOIN hosts h ON h.id = j.host_id
      WHERE j.state = 'waiting-for-host' AND ${which} FOR NO KEY UPDATE OF j SKIP LOCKED`,
  );
}

/** Queues again what an agent refused to start for the time being. */
export function wakePostponed(database: Database): Promise<JobId[]> {
  return wake(database, Prisma.sql`SELECT id FROM jobs WHERE state = 'interrupted' FOR NO KEY UPDATE SKIP LOCKED`);
}

export function wakeForSlots(database: Database, hostId: HostId, transfersPerHost: number): Promise<JobId[]> {
  return wakeForSlotsWhere(database, Prisma.sql`id = ${hostId}::uuid`, transfersPerHost);
}

/** As many of the oldest that wait for a slot as there are free ones, on each host. */
export function wakeForSlotsWhere(database: Database, hosts: Prisma.Sql, transfersPerHost: number): Promise<JobId[]> {
  return wake(
    database,
    Prisma.sql`SELECT w.id FROM (SELECT id FROM hosts WHERE ${hosts}) h
      CROSS JOIN LATERAL (
        SELECT id FROM jobs WHERE host_id = h.id AND state = 'queued' AND waiting_for = 'slot' ORDER BY created_at, id
        LIMIT greatest(0, ${transfersPerHost} - (${runningTransfers(Prisma.sql`h.id`)})) FOR NO KEY UPDATE SKIP LOCKED
      ) w`,
  );
}

/** The first of a batch that wait for their turn in it. */
export function wakeForBatch(database: Database, batchId: BatchId, count: number): Promise<JobId[]> {
  return wake(
    database,
    Prisma.sql`SELECT id FROM jobs WHERE batch_id = ${batchId}::uuid AND state = 'queued' AND waiting_for = 'batch'
      ORDER BY id LIMIT ${count} FOR NO KEY UPDATE SKIP LOCKED`,
  );
}

/** @param next selects and locks the ids of jobs that wait; it passes over those that somebody else holds */
async function wake(database: Database, next: Prisma.Sql): Promise<JobId[]> {
  const rows = await database.$queryRaw<{ id: JobId }[]>`
    WITH next AS MATERIALIZED (${next})
    UPDATE jobs j SET state = 'queued', waiting_for = NULL, ${NEXT_REVISION} FROM next WHERE j.id = next.id RETURNING j.id`;
  const ids = rows.map(({ id }) => id);
  await putInOutbox(database, ids);
  return ids;
}
