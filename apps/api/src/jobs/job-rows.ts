import type { Job } from '@roadstead/contract';
import type { BatchId, ErrorBody, HostId, JobId, JobKind, JobState, TransferProgress } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Database } from '../platform/prisma/prisma.service.js';

/** A row of `jobs` with its host's name, as `JOB_COLUMNS` gives it. */
export interface JobRow {
  id: string;
  batchId: string;
  kind: string;
  hostId: string;
  hostName: string;
  params: unknown;
  containerName: string | null;
  state: string;
  attempt: number;
  waitingFor: string | null;
  progress: unknown;
  progressSequence: number;
  result: unknown;
  error: unknown;
  cancelRequested: boolean;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  revision: bigint;
}

/** Columns of a `JobRow`, of `jobs j` joined with its host as `hosts h`. */
export const JOB_COLUMNS = Prisma.sql`
  j.id, j.batch_id AS "batchId", j.kind, j.host_id AS "hostId", h.name AS "hostName", j.params, j.container_name AS "containerName",
  j.state, j.attempt,
  j.waiting_for AS "waitingFor", j.progress, j.progress_sequence AS "progressSequence", j.result, j.error,
  j.cancel_requested AS "cancelRequested", j.created_by AS "createdBy", j.created_at AS "createdAt",
  j.started_at AS "startedAt", j.ended_at AS "endedAt", j.revision`;

/** Every value was checked before it was stored. */
export function toJob(row: JobRow): Job {
  return {
    id: row.id as JobId,
    batchId: row.batchId as BatchId,
    kind: row.kind as JobKind,
    hostId: row.hostId as HostId,
    hostName: row.hostName,
    params: row.params as Record<string, unknown>,
    containerName: row.containerName ?? undefined,
    state: row.state as JobState,
    attempt: row.attempt,
    waitingFor: (row.waitingFor ?? undefined) as Job['waitingFor'],
    progress: (row.progress ?? undefined) as TransferProgress | undefined,
    progressSequence: row.progressSequence,
    result: (row.result ?? undefined) as Record<string, unknown> | undefined,
    error: (row.error ?? undefined) as ErrorBody | undefined,
    cancelRequested: row.cancelRequested,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString(),
    endedAt: row.endedAt?.toISOString(),
    revision: Number(row.revision),
  };
}

/** The jobs of a batch in the order in which they were asked for. */
export async function jobsOfBatch(database: Database, batchId: string): Promise<Job[]> {
  const rows = await database.$queryRaw<JobRow[]>`
    SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE j.batch_id = ${batchId}::uuid ORDER BY j.id`;
  return rows.map(toJob);
}
