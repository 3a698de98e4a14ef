import { Injectable } from '@nestjs/common';
import type { Batch, BatchDetail } from '@roadstead/contract';
import type { BatchId, JobKind, JobState } from '@roadstead/domain';
import { type Database, PrismaService } from '../platform/prisma/prisma.service.js';
import { jobsOfBatch } from './job-rows.js';

interface BatchRow {
  id: BatchId;
  kind: JobKind;
  width: number | null;
  stopAfter: number | null;
  isStopped: boolean;
  createdBy: string;
  createdAt: Date;
  counts: Partial<Record<JobState, number>>;
}

@Injectable()
export class BatchesRepository {
  constructor(private readonly prisma: PrismaService) {}

  async byId(batchId: BatchId): Promise<Batch | undefined> {
    return read(this.prisma, batchId);
  }

  /** The batch and its jobs as they were at one moment, in the order in which they are begun. */
  async withJobs(batchId: BatchId): Promise<BatchDetail | undefined> {
    return this.prisma.$transaction(
      async (database) => {
        const batch = await read(database, batchId);
        return batch && { ...batch, jobs: await jobsOfBatch(database, batchId) };
      },
      { isolationLevel: 'RepeatableRead' },
    );
  }
}

async function read(database: Database, batchId: BatchId): Promise<Batch | undefined> {
  const [row] = await database.$queryRaw<BatchRow[]>`
      SELECT b.id, b.kind, b.width, b.stop_after AS "stopAfter", b.stopped_at IS NOT NULL AS "isStopped",
        b.created_by AS "createdBy", b.created_at AS "createdAt",
        (SELECT coalesce(jsonb_object_agg(state, jobs), '{}') FROM (
          SELECT state, count(*) AS jobs FROM jobs WHERE batch_id = b.id GROUP BY state) by_state) AS counts
      FROM job_batches b WHERE b.id = ${batchId}::uuid`;
  return row && toBatch(row);
}

/** Every value was checked before it was stored. */
function toBatch({ id, kind, width, stopAfter, isStopped, createdBy, createdAt, counts }: BatchRow): Batch {
  const rolling = width === null ? undefined : { width, stopAfterFailures: stopAfter ?? undefined };
  return { id, kind, rolling, createdBy, createdAt: createdAt.toISOString(), counts, stopped: isStopped };
}
