import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import {
  type ErrorBody,
  errorMessage,
  type HostId,
  type JobId,
  type JobKind,
  type JobState,
  MAX_ATTEMPTS,
  RETRY_SAFE,
  RoadsteadError,
  TRANSFER_KINDS,
  type TransferProgress,
} from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { type Database, PrismaService } from '../platform/prisma/prisma.service.js';
import { putInOutbox } from './job-outbox.repository.js';
import { JOB_COLUMNS, type JobRow, toJob } from './job-rows.js';

/** What became of a look at a due job. `not-due`: somebody else moved it on. */
export type BeginResult =
  | { type: 'started'; job: Job }
  | { type: 'parked'; waitingFor: 'host' | 'slot' }
  | { type: 'failed' }
  | { type: 'not-due' };

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

const NEXT_REVISION = Prisma.sql`revision = nextval('revisions'::regclass)`;
const RETRY_SAFE_KINDS = (Object.keys(RETRY_SAFE) as JobKind[]).filter((kind) => RETRY_SAFE[kind]);

/**
 * How jobs move from state to state.
 *
 * INVARIANTS
 * - Every UPDATE names the state, and for a running job the attempt, that it moves from: of two that race one has no effect.
 * - A change of state, the attempt's row, and the outbox entries that follow from it are one transaction.
 * - Locks are taken in the order host, jobs. The host's lock makes the count of its running transfers exact, and makes
 *   "the host is not connected" and "wake what waits for the host" happen one after the other.
 */
@Injectable()
export class JobTransitionsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Starts a queued job's next attempt, or says why it cannot start now. */
  async begin(jobId: JobId, transfersPerHost: number): Promise<BeginResult> {
    return this.prisma.$transaction(async (database): Promise<BeginResult> => {
      const [host] = await database.$queryRaw<{ status: string; name: string }[]>`
        SELECT h.status, h.name FROM jobs j JOIN hosts h ON h.id = j.host_id
        WHERE j.id = ${jobId}::uuid AND j.state = 'queued' FOR NO KEY UPDATE OF h`;
      if (host === undefined) return { type: 'not-due' };
      if (host.status === 'revoked') {
        const error = new RoadsteadError('host.revoked', { host: host.name }).toBody();
        return (await fail(database, jobId, error)) ? { type: 'failed' } : { type: 'not-due' };
      }
      if (host.status !== 'online') return park(database, jobId, 'host');
      const [row] = await database.$queryRaw<JobRow[]>`
        UPDATE jobs j SET state = 'running', attempt = j.attempt + 1, waiting_for = NULL, progress = NULL,
          progress_sequence = 0, last_sequence = 0, started_at = coalesce(j.started_at, now()), ${NEXT_REVISION}
        FROM hosts h
        WHERE j.id = ${jobId}::uuid AND j.state = 'queued' AND h.id = j.host_id
          AND (j.kind <> ALL(${[...TRANSFER_KINDS]}) OR (${runningTransfers(Prisma.sql`j.host_id`)}) < ${transfersPerHost})
        RETURNING ${JOB_COLUMNS}`;
      if (row === undefined) return park(database, jobId, 'slot');
      await database.$executeRaw`
        INSERT INTO job_attempts (job_id, attempt) VALUES (${jobId}::uuid, ${row.attempt})`;
      return { type: 'started', job: toJob(row) };
    });
  }

  /**
   * Ends the running attempt, and lets the next one that waits for a slot on that host be looked at.
   * @returns whether it took effect: not if the job is another host's, is not running, or runs another attempt
   */
  async end(
    hostId: HostId,
    { jobId, attempt }: JobAttemptKey,
    outcome: JobOutcome,
    transfersPerHost: number,
    last?: { sequence: number; progress?: LatestProgress },
  ): Promise<boolean> {
    const result = outcome.state === 'succeeded' ? storableJson(outcome.result) : null;
    const error = outcome.state === 'failed' ? storableJson(outcome.error) : null;
    const progress = last?.progress === undefined ? null : storableJson(last.progress.progress);
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const count = await database.$executeRaw`
        UPDATE jobs SET state = ${outcome.state}, result = ${result}::jsonb, error = ${error}::jsonb, ended_at = now(),
          waiting_for = NULL, last_sequence = greatest(last_sequence, ${last?.sequence ?? 0}),
          progress = CASE WHEN ${last?.progress?.sequence ?? 0} > progress_sequence THEN ${progress}::jsonb ELSE progress END,
          progress_sequence = greatest(progress_sequence, ${last?.progress?.sequence ?? 0}), ${NEXT_REVISION}
        WHERE id = ${jobId}::uuid AND host_id = ${hostId}::uuid AND state = 'running' AND attempt = ${attempt}`;
      if (count === 0) return false;
      await endAttempt(database, { jobId, attempt }, outcome.state);
      await wakeForSlots(database, hostId, transfersPerHost);
      return true;
    });
  }

  /** Takes back a start that surely had no effect, since no agent heard it: the attempt never was. */
  async takeBack(hostId: HostId, { jobId, attempt }: JobAttemptKey): Promise<boolean> {
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const count = await database.$executeRaw`
        UPDATE jobs SET state = CASE WHEN cancel_requested THEN 'canceled' ELSE 'waiting-for-host' END,
          waiting_for = CASE WHEN cancel_requested THEN NULL ELSE 'host' END,
          ended_at = CASE WHEN cancel_requested THEN now() END, ${NEXT_REVISION}
        WHERE id = ${jobId}::uuid AND state = 'running' AND attempt = ${attempt}`;
      if (count === 0) return false;
      await database.$executeRaw`DELETE FROM job_attempts WHERE job_id = ${jobId}::uuid AND attempt = ${attempt}`;
      return true;
    });
  }

  /** The agent refused the start for now: `interrupted`, until the reconciler queues it again. */
  async postpone(hostId: HostId, key: JobAttemptKey, transfersPerHost: number): Promise<boolean> {
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const jobs = await interruptRunning(
        database,
        Prisma.sql`j.id = ${key.jobId}::uuid AND j.attempt = ${key.attempt}`,
        'interrupted',
      );
      if (jobs.length === 0) return false;
      await wakeForSlots(database, hostId, transfersPerHost);
      return true;
    });
  }

  /**
   * The agent of a host has said which jobs it knows. Those that should run and that it does not know were interrupted:
   * they are queued again where that is safe, else they fail. What waited for the host is queued.
   * @returns all jobs that changed
   */
  async hostConnected(hostId: HostId, known: readonly JobAttemptKey[], transfersPerHost: number): Promise<JobId[]> {
    const ids = known.map(({ jobId }) => jobId);
    const attempts = known.map(({ attempt }) => attempt);
    return this.prisma.$transaction(async (database) => {
      await lockHost(database, hostId);
      const interrupted = await interruptRunning(
        database,
        Prisma.sql`j.host_id = ${hostId}::uuid
          AND (j.id, j.attempt) NOT IN (SELECT * FROM unnest(${ids}::uuid[], ${attempts}::int[]))`,
        'queued',
      );
      await putInOutbox(
        database,
        interrupted.filter(({ state }) => state === 'queued').map(({ id }) => id),
      );
      const woken = await wakeForHosts(database, Prisma.sql`h.id = ${hostId}::uuid`);
      await wakeForSlots(database, hostId, transfersPerHost);
      return [...interrupted.map(({ id }) => id), ...woken];
    });
  }

  /** A job that is not running is canceled at once; a running one is marked. `undefined`: there is no such job. */
  async requestCancel(jobId: JobId): Promise<{ job: Job; changed: boolean } | undefined> {
    return this.prisma.$transaction(async (database) => {
      const changed = await database.$executeRaw`
        UPDATE jobs SET cancel_requested = TRUE, waiting_for = CASE WHEN state = 'running' THEN waiting_for END,
          ended_at = CASE WHEN state = 'running' THEN ended_at ELSE now() END,
          state = CASE WHEN state = 'running' THEN state ELSE 'canceled' END, ${NEXT_REVISION}
        WHERE id = ${jobId}::uuid AND state IN ('queued', 'waiting-for-host', 'interrupted', 'running')`;
      const [row] = await database.$queryRaw<JobRow[]>`
        SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE j.id = ${jobId}::uuid`;
      return row === undefined ? undefined : { job: toJob(row), changed: changed > 0 };
    });
  }

  /** Jobs of revoked hosts fail. @returns their ids */
  async failOnRevokedHosts(): Promise<JobId[]> {
    const code = 'host.revoked';
    const [before, after] = errorMessage(code, { host: '\u0000' }).split('\u0000');
    return this.prisma.$transaction(async (database) => {
      const rows = await database.$queryRaw<{ id: JobId }[]>`
        UPDATE jobs j SET state = 'failed', ended_at = now(), waiting_for = NULL, ${NEXT_REVISION},
          error = jsonb_build_object('code', ${code}::text, 'message', ${before}::text || h.name || ${after}::text,
            'detail', jsonb_build_object('host', h.name))
        FROM hosts h
        WHERE h.id = j.host_id AND h.status = 'revoked'
          AND j.state IN ('queued', 'waiting-for-host', 'interrupted', 'running')
        RETURNING j.id`;
      const ids = rows.map(({ id }) => id);
      await database.$executeRaw`
        UPDATE job_attempts SET ended_at = now(), outcome = 'failed'
        WHERE job_id = ANY(${ids}::uuid[]) AND ended_at IS NULL`;
      return ids;
    });
  }

  /** Queues again what was postponed, what waits for hosts that are online, and what waits for slots that are free. */
  async wakeAll(transfersPerHost: number): Promise<JobId[]> {
    return this.prisma.$transaction(async (database) => {
      const postponed = await database.$queryRaw<{ id: JobId }[]>`
        UPDATE jobs SET state = 'queued', waiting_for = NULL, ${NEXT_REVISION} WHERE state = 'interrupted' RETURNING id`;
      const ids = postponed.map(({ id }) => id);
      await putInOutbox(database, ids);
      return [
        ...ids,
        ...(await wakeForHosts(database, Prisma.sql`h.status = 'online'`)),
        ...(await wakeForSlotsWhere(database, Prisma.sql`status = 'online'`, transfersPerHost)),
      ];
    });
  }
}

async function lockHost(database: Database, hostId: HostId): Promise<void> {
  await database.$queryRaw`SELECT 1 FROM hosts WHERE id = ${hostId}::uuid FOR NO KEY UPDATE`;
}

function runningTransfers(hostId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT count(*) FROM jobs r
    WHERE r.host_id = ${hostId} AND r.state = 'running' AND r.kind = ANY(${[...TRANSFER_KINDS]})`;
}

async function park(database: Database, jobId: JobId, waitingFor: 'host' | 'slot'): Promise<BeginResult> {
  const state: JobState = waitingFor === 'host' ? 'waiting-for-host' : 'queued';
  const count = await database.$executeRaw`
    UPDATE jobs SET state = ${state}, waiting_for = ${waitingFor}, ${NEXT_REVISION}
    WHERE id = ${jobId}::uuid AND state = 'queued'`;
  return count > 0 ? { type: 'parked', waitingFor } : { type: 'not-due' };
}

async function fail(database: Database, jobId: JobId, error: ErrorBody): Promise<boolean> {
  const count = await database.$executeRaw`
    UPDATE jobs SET state = 'failed', error = ${storableJson(error)}::jsonb, ended_at = now(), waiting_for = NULL,
      ${NEXT_REVISION}
    WHERE id = ${jobId}::uuid AND state = 'queued'`;
  return count > 0;
}

async function endAttempt(database: Database, { jobId, attempt }: JobAttemptKey, outcome: string): Promise<void> {
  await database.$executeRaw`
    UPDATE job_attempts SET ended_at = now(), outcome = ${outcome}
    WHERE job_id = ${jobId}::uuid AND attempt = ${attempt}`;
}

/**
 * Running jobs whose attempt came to nothing: `next` where they may be begun again, else `failed`; `canceled` where
 * somebody asked for that.
 */
async function interruptRunning(
  database: Database,
  which: Prisma.Sql,
  next: 'queued' | 'interrupted',
): Promise<{ id: JobId; state: JobState }[]> {
  const code = 'job.interrupted';
  const [before, between, after] = errorMessage(code, { attempts: '\u0000', host: '\u0000' }).split('\u0000');
  const rows = await database.$queryRaw<{ id: JobId; state: JobState }[]>`
    WITH ended AS (
      SELECT j.id, h.name AS host, begun.attempts,
        CASE WHEN j.cancel_requested THEN 'canceled'
          WHEN j.kind = ANY(${RETRY_SAFE_KINDS}) AND begun.attempts < ${MAX_ATTEMPTS} THEN ${next}
          ELSE 'failed' END AS next
      FROM jobs j JOIN hosts h ON h.id = j.host_id
        CROSS JOIN LATERAL (SELECT count(*)::int AS attempts FROM job_attempts a WHERE a.job_id = j.id) begun
      WHERE j.state = 'running' AND ${which}
    )
    UPDATE jobs j SET state = ended.next, waiting_for = NULL, ${NEXT_REVISION},
      ended_at = CASE WHEN ended.next IN ('canceled', 'failed') THEN now() END,
      error = CASE WHEN ended.next = 'failed' THEN jsonb_build_object('code', ${code}::text,
        'message', ${before}::text || ended.attempts || ${between}::text || ended.host || ${after}::text,
        'detail', jsonb_build_object('attempts', ended.attempts, 'host', ended.host)) END
    FROM ended WHERE j.id = ended.id AND j.state = 'running'
    RETURNING j.id, j.state`;
  await database.$executeRaw`
    UPDATE job_attempts a SET ended_at = now(), outcome = CASE j.state WHEN 'canceled' THEN 'canceled' ELSE 'interrupted' END
    FROM jobs j WHERE j.id = a.job_id AND a.ended_at IS NULL AND a.job_id = ANY(${rows.map(({ id }) => id)}::uuid[])`;
  return rows;
}

async function wakeForHosts(database: Database, which: Prisma.Sql): Promise<JobId[]> {
  const rows = await database.$queryRaw<{ id: JobId }[]>`
    UPDATE jobs j SET state = 'queued', waiting_for = NULL, ${NEXT_REVISION}
    FROM hosts h WHERE h.id = j.host_id AND j.state = 'waiting-for-host' AND ${which} RETURNING j.id`;
  const ids = rows.map(({ id }) => id);
  await putInOutbox(database, ids);
  return ids;
}

function wakeForSlots(database: Database, hostId: HostId, transfersPerHost: number): Promise<JobId[]> {
  return wakeForSlotsWhere(database, Prisma.sql`id = ${hostId}::uuid`, transfersPerHost);
}

/** As many of the oldest that wait for a slot as there are free ones, on each host. */
async function wakeForSlotsWhere(database: Database, hosts: Prisma.Sql, transfersPerHost: number): Promise<JobId[]> {
  const rows = await database.$queryRaw<{ id: JobId }[]>`
    WITH next AS (
      SELECT w.id FROM (SELECT id FROM hosts WHERE ${hosts}) h
        CROSS JOIN LATERAL (
          SELECT id FROM jobs WHERE host_id = h.id AND state = 'queued' AND waiting_for = 'slot' ORDER BY created_at, id
          LIMIT greatest(0, ${transfersPerHost} - (${runningTransfers(Prisma.sql`h.id`)}))
        ) w
    )
    UPDATE jobs j SET waiting_for = NULL, ${NEXT_REVISION}
    FROM next WHERE j.id = next.id AND j.state = 'queued' AND j.waiting_for = 'slot' RETURNING j.id`;
  const ids = rows.map(({ id }) => id);
  await putInOutbox(database, ids);
  return ids;
}
