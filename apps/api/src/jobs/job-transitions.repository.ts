import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import { type BatchId, type ErrorBody, type HostId, type JobId, type TransferProgress } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import type { Greeting } from '../platform/events/app-events.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { type Database, PrismaService } from '../platform/prisma/prisma.service.js';
import { recordOrigins } from '../provenance/record-origins.js';
import { interruptRunning } from './job-interruptions.js';
import { lockHost, lockRollingBatches, lockRollingBatchOf } from './job-locks.js';
import { allMoves, hostRevoked, type JobMoves, type JobOnHost, NEXT_REVISION, NO_MOVES } from './job-moves.js';
import { JOB_COLUMNS, type JobRow, toJob } from './job-rows.js';
import { wakeForHosts, wakeForSlots, wakeForSlotsWhere, wakePostponed } from './job-wakes.js';
import { advanceBatches } from './rolling-batches.js';

export type JobOutcome =
  | { state: 'succeeded'; result: Record<string, unknown> }
  | { state: 'failed'; error: ErrorBody }
  | { state: 'canceled' };

export interface JobAttemptKey {
  readonly jobId: JobId;
  readonly attempt: number;
}

export interface LatestProgress {
  readonly sequence: number;
  readonly progress: TransferProgress;
}

/**
 * How jobs move from state to state; how an attempt begins is in `job-starts.repository.ts`.
 *
 * INVARIANTS
 * - Every UPDATE names the state, and for a running job the attempt, that it moves from: of two that race one has no effect.
 * - A change of state, the attempt's row, what follows for its batch, and the outbox entries are one transaction.
 * - Locks are taken in the order that `job-locks.ts` gives.
 */
@Injectable()
export class JobTransitionsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Ends the running attempt, and lets what waits for its place be looked at.
   * @returns nothing if it took no effect: the job is another host's, is not running, or runs another attempt
   */
  async end(
    hostId: HostId,
    { jobId, attempt }: JobAttemptKey,
    outcome: JobOutcome,
    transfersPerHost: number,
    last?: { sequence: number; progress?: LatestProgress },
  ): Promise<JobMoves> {
    const result = outcome.state === 'succeeded' ? storableJson(outcome.result) : null;
    const error = outcome.state === 'failed' ? storableJson(outcome.error) : null;
    const progress = last?.progress === undefined ? null : storableJson(last.progress.progress);
    return this.#onHost(hostId, jobId, transfersPerHost, async (database) => {
      const count = await database.$executeRaw`
        UPDATE jobs SET state = ${outcome.state}, result = ${result}::jsonb, error = ${error}::jsonb, ended_at = now(),
          waiting_for = NULL, last_sequence = greatest(last_sequence, ${last?.sequence ?? 0}),
          progress = CASE WHEN ${last?.progress?.sequence ?? 0} > progress_sequence THEN ${progress}::jsonb ELSE progress END,
          progress_sequence = greatest(progress_sequence, ${last?.progress?.sequence ?? 0}), ${NEXT_REVISION}
        WHERE id = ${jobId}::uuid AND host_id = ${hostId}::uuid AND state = 'running' AND attempt = ${attempt}`;
      if (count === 0) return NO_MOVES;
      await database.$executeRaw`
        UPDATE job_attempts SET ended_at = now(), outcome = ${outcome.state}
        WHERE job_id = ${jobId}::uuid AND attempt = ${attempt}`;
      if (outcome.state === 'succeeded') await recordOrigins(database, jobId);
      return { moved: [], ended: [{ id: jobId, hostId }] };
    });
  }

  /** Takes back a start that surely had no effect, since no agent heard it: the attempt never was. */
  async takeBack(hostId: HostId, { jobId, attempt }: JobAttemptKey, transfersPerHost: number): Promise<JobMoves> {
    return this.#onHost(hostId, jobId, transfersPerHost, async (database) => {
      const rows = await database.$queryRaw<{ state: string }[]>`
        UPDATE jobs j SET state = CASE WHEN j.cancel_requested THEN 'canceled' ELSE 'waiting-for-host' END,
          waiting_for = CASE WHEN j.cancel_requested THEN NULL ELSE 'host' END,
          started_at = (SELECT min(a.started_at) FROM job_attempts a WHERE a.job_id = j.id AND a.attempt < j.attempt),
          ended_at = CASE WHEN j.cancel_requested THEN now() END, ${NEXT_REVISION}
        WHERE j.id = ${jobId}::uuid AND j.state = 'running' AND j.attempt = ${attempt} RETURNING j.state`;
      if (rows.length === 0) return NO_MOVES;
      await database.$executeRaw`DELETE FROM job_attempts WHERE job_id = ${jobId}::uuid AND attempt = ${attempt}`;
      return rows[0]?.state === 'canceled'
        ? { moved: [], ended: [{ id: jobId, hostId }] }
        : { moved: [jobId], ended: [] };
    });
  }

  /** The agent refused the start for now: `interrupted`, until the reconciler queues it again. */
  async postpone(hostId: HostId, { jobId, attempt }: JobAttemptKey, transfersPerHost: number): Promise<JobMoves> {
    const which = Prisma.sql`j.id = ${jobId}::uuid AND j.attempt = ${attempt}`;
    return this.#onHost(hostId, jobId, transfersPerHost, (database) =>
      interruptRunning(database, which, 'interrupted', { notBegun: true }),
    );
  }

  /**
   * The agent of a host has said which jobs it knows. Those that should run and that it does not know were interrupted:
   * they are queued again where that is safe, else they fail. What waited for the host is queued.
   *
   * Attempts that began after the hello are no concern of it. And where the same process of the agent greets again, an
   * attempt that it does not know, and of which it never told anything, has not begun: it is queued again in any case.
   */
  async hostConnected(
    hostId: HostId,
    known: readonly JobAttemptKey[],
    { at, isSameProcess }: Greeting,
    transfersPerHost: number,
  ): Promise<JobMoves> {
    const ids = known.map(({ jobId }) => jobId);
    const attempts = known.map(({ attempt }) => attempt);
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const lost = Prisma.sql`j.host_id = ${hostId}::uuid
        AND (j.id, j.attempt) NOT IN (SELECT * FROM unnest(${ids}::uuid[], ${attempts}::int[]))
        AND NOT EXISTS (SELECT 1 FROM job_attempts a
          WHERE a.job_id = j.id AND a.attempt = j.attempt AND a.started_at > ${at}::timestamptz)`;
      const rolling = await lockRollingBatches(database, Prisma.sql`j.state = 'running' AND ${lost}`);
      const interrupted = await interruptRunning(database, lost, 'queued', { notBegun: isSameProcess });
      const woken = await wakeForHosts(database, Prisma.sql`h.id = ${hostId}::uuid`);
      await wakeForSlots(database, hostId, transfersPerHost);
      return allMoves([interrupted, { moved: woken, ended: [] }, await advanceBatches(database, rolling)]);
    });
  }

  /** A job that is not running is canceled at once; a running one is marked. `undefined`: there is no such job. */
  async requestCancel(jobId: JobId): Promise<{ job: Job; changed: boolean; moves: JobMoves } | undefined> {
    return this.prisma.$transaction(async (database) => {
      const rolling = await lockRollingBatchOf(database, jobId);
      const canceled = await cancel(database, Prisma.sql`id = ${jobId}::uuid`);
      const [row] = await database.$queryRaw<JobRow[]>`
        SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE j.id = ${jobId}::uuid`;
      if (row === undefined) return undefined;
      const changed = canceled.moved.length + canceled.ended.length > 0;
      return { job: toJob(row), changed, moves: allMoves([canceled, await advanceBatches(database, rolling)]) };
    });
  }

  /** As `requestCancel`, for every job of a batch that has not ended. */
  async requestCancelOfBatch(batchId: BatchId): Promise<JobMoves> {
    return this.prisma.$transaction(async (database) => {
      await lockRollingBatches(database, Prisma.sql`j.batch_id = ${batchId}::uuid`);
      return cancel(database, Prisma.sql`batch_id = ${batchId}::uuid`);
    });
  }

  /** Jobs of revoked hosts fail. */
  async failOnRevokedHosts(): Promise<JobMoves> {
    const hosts = await this.prisma.$queryRaw<{ id: HostId; name: string }[]>`
      SELECT h.id, h.name FROM hosts h WHERE h.status = 'revoked' AND EXISTS (
        SELECT FROM jobs j WHERE j.host_id = h.id AND j.state IN ('queued', 'waiting-for-host', 'interrupted', 'running'))`;
    const moves: JobMoves[] = [];
    for (const host of hosts) moves.push(await this.#failOnRevokedHost(host));
    return allMoves(moves);
  }

  async #failOnRevokedHost({ id: hostId, name }: { id: HostId; name: string }): Promise<JobMoves> {
    const active = Prisma.sql`j.host_id = ${hostId}::uuid
      AND j.state IN ('queued', 'waiting-for-host', 'interrupted', 'running')`;
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const rolling = await lockRollingBatches(database, active);
      const ended = await database.$queryRaw<JobOnHost[]>`
        WITH active AS MATERIALIZED (SELECT j.id FROM jobs j WHERE ${active} ORDER BY j.id FOR NO KEY UPDATE)
        UPDATE jobs j SET state = 'failed', error = ${hostRevoked(name)}::jsonb, ended_at = now(), waiting_for = NULL,
          ${NEXT_REVISION}
        FROM active WHERE j.id = active.id RETURNING j.id, j.host_id AS "hostId"`;
      await database.$executeRaw`
        UPDATE job_attempts SET ended_at = now(), outcome = 'failed'
        WHERE job_id = ANY(${ended.map(({ id }) => id)}::uuid[]) AND ended_at IS NULL`;
      return allMoves([{ moved: [], ended }, await advanceBatches(database, rolling)]);
    });
  }

  /** Queues again what was postponed, what waits for hosts that are online, and what waits for slots that are free. */
  async wakeAll(transfersPerHost: number): Promise<JobId[]> {
    return this.prisma.$transaction(async (database) => [
      ...(await wakePostponed(database)),
      ...(await wakeForHosts(database, Prisma.sql`h.status = 'online'`)),
      ...(await wakeForSlotsWhere(database, Prisma.sql`status = 'online'`, transfersPerHost)),
    ]);
  }

  /** Lets every rolling batch in which jobs wait for their turn go on, should a wake have been left out. */
  async advanceAll(): Promise<JobMoves> {
    const waiting = await this.prisma.$queryRaw<{ batchId: BatchId }[]>`
      SELECT DISTINCT batch_id AS "batchId" FROM jobs WHERE state = 'queued' AND waiting_for = 'batch'`;
    const moves: JobMoves[] = [];
    for (const { batchId } of waiting) {
      const advanced = await this.prisma.$transaction(async (database) =>
        advanceBatches(database, await lockRollingBatches(database, Prisma.sql`j.batch_id = ${batchId}::uuid`)),
      );
      moves.push(advanced);
    }
    return allMoves(moves);
  }

  /** Moves one running job of a host; where that took effect, whoever waits for its place is woken. */
  async #onHost(
    hostId: HostId,
    jobId: JobId,
    transfersPerHost: number,
    move: (database: Database) => Promise<JobMoves>,
  ): Promise<JobMoves> {
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const rolling = await lockRollingBatchOf(database, jobId);
      const moves = await move(database);
      if (moves.moved.length + moves.ended.length === 0) return NO_MOVES;
      await wakeForSlots(database, hostId, transfersPerHost);
      return allMoves([moves, await advanceBatches(database, rolling)]);
    });
  }
}

/** Cancels what does not run, and marks what does. */
async function cancel(database: Database, which: Prisma.Sql): Promise<JobMoves> {
  const rows = await database.$queryRaw<(JobOnHost & { state: string })[]>`
    WITH active AS MATERIALIZED (
      SELECT id FROM jobs WHERE ${which} AND state IN ('queued', 'waiting-for-host', 'interrupted', 'running')
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE jobs j SET cancel_requested = TRUE, waiting_for = NULL,
      ended_at = CASE WHEN j.state = 'running' THEN j.ended_at ELSE now() END,
      state = CASE WHEN j.state = 'running' THEN j.state ELSE 'canceled' END, ${NEXT_REVISION}
    FROM active WHERE j.id = active.id RETURNING j.id, j.host_id AS "hostId", j.state`;
  return {
    moved: rows.filter(({ state }) => state === 'running').map(({ id }) => id),
    ended: rows.filter(({ state }) => state !== 'running'),
  };
}
