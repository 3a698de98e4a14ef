import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import { type BatchId, type HostId, type HostStatus, type JobId, TRANSFER_KINDS } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import { type Database, PrismaService } from '../platform/prisma/prisma.service.js';
import { lockRollingBatchOf } from './job-locks.js';
import { allMoves, hostRevoked, type JobMoves, type JobOnHost, NEXT_REVISION, NO_MOVES } from './job-moves.js';
import { JOB_COLUMNS, type JobRow, toJob } from './job-rows.js';
import { runningTransfers } from './job-wakes.js';
import { advanceBatches } from './rolling-batches.js';

/** What a look at a due job came to. Without moves: somebody else moved it on. */
export interface BeginResult {
  readonly started?: Job;
  readonly moves: JobMoves;
}

interface DueJob {
  hostId: HostId;
  hostName: string;
  status: HostStatus;
  batchId: BatchId;
  isRolling: boolean;
}

type Wait = 'host' | 'slot' | 'batch';

/** How a due job's attempt begins. The invariants are those of `job-transitions.repository.ts`. */
@Injectable()
export class JobStartsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Starts a queued job's next attempt, or notes why it cannot start now. */
  async begin(jobId: JobId, transfersPerHost: number): Promise<BeginResult> {
    return this.prisma.$transaction(async (database): Promise<BeginResult> => {
      const [due] = await database.$queryRaw<DueJob[]>`
        SELECT h.id AS "hostId", h.name AS "hostName", h.status, b.id AS "batchId", b.width IS NOT NULL AS "isRolling"
        FROM jobs j JOIN hosts h ON h.id = j.host_id JOIN job_batches b ON b.id = j.batch_id
        WHERE j.id = ${jobId}::uuid AND j.state = 'queued' FOR NO KEY UPDATE OF h`;
      if (due === undefined) return { moves: NO_MOVES };
      const rolling = due.isRolling ? await lockRollingBatchOf(database, jobId) : [];
      const result = await look(database, jobId, due, transfersPerHost);
      if (result.started !== undefined) return result;
      return { moves: allMoves([result.moves, await advanceBatches(database, rolling)]) };
    });
  }
}

/** Looks at a queued job whose host, and batch if it rolls, are locked. */
async function look(
  database: Database,
  jobId: JobId,
  { hostId, hostName, status, batchId, isRolling }: DueJob,
  transfersPerHost: number,
): Promise<BeginResult> {
  if (status === 'revoked') return { moves: await fail(database, { id: jobId, hostId }, hostRevoked(hostName)) };
  if (status !== 'online') return { moves: await park(database, jobId, 'host') };
  const hasRoom = isRolling ? roomIn(batchId) : Prisma.sql`TRUE`;
  const [row] = await database.$queryRaw<JobRow[]>`
    UPDATE jobs j SET state = 'running', attempt = j.attempt + 1, waiting_for = NULL, progress = NULL,
      progress_sequence = 0, last_sequence = 0, started_at = coalesce(j.started_at, now()), ${NEXT_REVISION}
    FROM hosts h
    WHERE j.id = ${jobId}::uuid AND j.state = 'queued' AND h.id = j.host_id AND ${hasRoom}
      AND (j.kind <> ALL(${[...TRANSFER_KINDS]}) OR (${runningTransfers(Prisma.sql`j.host_id`)}) < ${transfersPerHost})
    RETURNING ${JOB_COLUMNS}`;
  if (row === undefined) return { moves: await park(database, jobId, await waitOf(database, hasRoom)) };
  // The transaction may have waited for the host's lock, while its agent said hello.
  await database.$executeRaw`
    INSERT INTO job_attempts (job_id, attempt, started_at) VALUES (${jobId}::uuid, ${row.attempt}, clock_timestamp())`;
  return { started: toJob(row), moves: { moved: [jobId], ended: [] } };
}

/** Whether fewer jobs of a batch run than it is wide. */
function roomIn(batchId: BatchId): Prisma.Sql {
  return Prisma.sql`(SELECT count(*) FROM jobs r WHERE r.batch_id = ${batchId}::uuid AND r.state = 'running')
    < (SELECT width FROM job_batches WHERE id = ${batchId}::uuid)`;
}

async function waitOf(database: Database, hasRoom: Prisma.Sql): Promise<Wait> {
  const [batch] = await database.$queryRaw<{ hasRoom: boolean }[]>`SELECT ${hasRoom} AS "hasRoom"`;
  return batch?.hasRoom ? 'slot' : 'batch';
}

async function park(database: Database, jobId: JobId, waitingFor: Wait): Promise<JobMoves> {
  const count = await database.$executeRaw`
    UPDATE jobs SET state = ${waitingFor === 'host' ? 'waiting-for-host' : 'queued'}, waiting_for = ${waitingFor},
      ${NEXT_REVISION}
    WHERE id = ${jobId}::uuid AND state = 'queued'`;
  return count > 0 ? { moved: [jobId], ended: [] } : NO_MOVES;
}

async function fail(database: Database, job: JobOnHost, error: string): Promise<JobMoves> {
  const count = await database.$executeRaw`
    UPDATE jobs SET state = 'failed', error = ${error}::jsonb, ended_at = now(), waiting_for = NULL, ${NEXT_REVISION}
    WHERE id = ${job.id}::uuid AND state = 'queued'`;
  return count > 0 ? { moved: [], ended: [job] } : NO_MOVES;
}
