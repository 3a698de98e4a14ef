import { Injectable } from '@nestjs/common';
import type { JobId } from '@roadstead/domain';
import { type Database, PrismaService } from '../platform/prisma/prisma.service.js';

/** Time that BullMQ may take to accept a batch: rows are locked meanwhile. */
const HAND_OVER_TIMEOUT_MS = 20_000;

/**
 * Notes that these jobs are due, as part of the caller's transaction. An entry that is just being handed over is waited
 * for and written anew: what became due after the hand-over is handed over again.
 */
export async function putInOutbox(database: Database, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  await database.$executeRaw`
    INSERT INTO job_outbox (job_id) SELECT unnest(${jobIds}::uuid[]) AS id ORDER BY id
    ON CONFLICT (job_id) DO UPDATE SET created_at = now()`;
}

@Injectable()
export class JobOutboxRepository {
  constructor(private readonly prisma: PrismaService) {}

  async put(jobIds: readonly string[]): Promise<void> {
    await putInOutbox(this.prisma, jobIds);
  }

  /**
   * Hands over at most `limit` entries, the oldest first, and deletes them once `accept` is done. Entries that another
   * process is handing over are left to it. When `accept` fails they all stay.
   * @returns how many were handed over
   */
  async handOver(limit: number, accept: (jobIds: JobId[]) => Promise<void>): Promise<number> {
    return this.prisma.$transaction(
      async (database) => {
        const rows = await database.$queryRaw<{ jobId: JobId }[]>`
          SELECT job_id AS "jobId" FROM job_outbox ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
        if (rows.length === 0) return 0;
        const jobIds = rows.map((row) => row.jobId);
        await accept(jobIds);
        await database.$executeRaw`DELETE FROM job_outbox WHERE job_id = ANY(${jobIds}::uuid[])`;
        return rows.length;
      },
      { timeout: HAND_OVER_TIMEOUT_MS },
    );
  }

  /** Puts a job back that is due and has no entry, if it is so. */
  async putIfDue(jobId: JobId): Promise<boolean> {
    const count = await this.prisma.$executeRaw`
      INSERT INTO job_outbox (job_id)
      SELECT id FROM jobs WHERE id = ${jobId}::uuid AND state = 'queued' AND waiting_for IS NULL
      ON CONFLICT (job_id) DO NOTHING`;
    return count > 0;
  }

  /** Jobs that are due and not in the outbox: they should be in BullMQ. */
  async due(limit: number): Promise<JobId[]> {
    const rows = await this.prisma.$queryRaw<{ id: JobId }[]>`
      SELECT j.id FROM jobs j LEFT JOIN job_outbox o ON o.job_id = j.id
      WHERE j.state = 'queued' AND j.waiting_for IS NULL AND o.job_id IS NULL
      ORDER BY j.created_at, j.id LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }
}
