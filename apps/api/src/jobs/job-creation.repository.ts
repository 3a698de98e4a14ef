import { Injectable } from '@nestjs/common';
import type { Job, Rolling } from '@roadstead/contract';
import type { BatchId, HostId, JobId, JobKind } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { Prisma } from '../platform/prisma/generated/client.js';
import { type Database, PrismaService } from '../platform/prisma/prisma.service.js';
import { putInOutbox } from './job-outbox.repository.js';
import { jobsOfBatch } from './job-rows.js';
import { wakeForHosts } from './job-wakes.js';

export interface NewBatch {
  readonly batchId: BatchId;
  readonly kind: JobKind;
  /** In the order in which they are begun. Jobs with the same parameters share them, as one object. */
  readonly jobs: readonly JobOfBatch[];
  readonly rolling?: Rolling;
  readonly createdBy: string;
}

export interface JobOfBatch {
  readonly hostId: HostId;
  readonly params: object;
  /** Seals for a job's row what of the parameters is not to be stored openly; absent: there is nothing of that kind. */
  readonly seal?: (jobId: JobId) => Buffer;
}

interface NewJob {
  id: JobId;
  waitingFor: 'host' | 'batch' | null;
}

/** How jobs are made. */
@Injectable()
export class JobCreationRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Stores the batch, its jobs and their outbox entries in one transaction and a fixed number of statements. What cannot
   * begin now is stored as waiting, and nobody needs to look at it: a job for a host that is away; of a rolling batch all
   * but the first.
   * @returns the jobs in their order; `undefined` if there is a batch with this id already
   */
  async create(batch: NewBatch): Promise<Job[] | undefined> {
    const { batchId, kind, rolling, createdBy } = batch;
    const created = await this.prisma.$transaction(async (database) => {
      const added = await database.$executeRaw`
        INSERT INTO job_batches (id, kind, width, stop_after, created_by)
        VALUES (${batchId}::uuid, ${kind}, ${rolling?.width}, ${rolling?.stopAfterFailures}, ${createdBy})
        ON CONFLICT (id) DO NOTHING`;
      if (added === 0) return undefined;
      const jobs = await insertJobs(database, batch);
      await putInOutbox(database, idsThatWaitFor(jobs, null));
      return { jobs: await jobsOfBatch(database, batchId), waitsForHost: idsThatWaitFor(jobs, 'host').length > 0 };
    });
    if (created?.waitsForHost) await this.#wakeConnected(batchId);
    return created?.jobs;
  }

  /** A host may have connected while the jobs that wait for it were not committed yet: it has not woken them. */
  async #wakeConnected(batchId: BatchId): Promise<void> {
    const connected = Prisma.sql`h.status = 'online' AND j.batch_id = ${batchId}::uuid`;
    await this.prisma.$transaction((database) => wakeForHosts(database, connected));
  }
}

function insertJobs(database: Database, { batchId, kind, jobs, rolling, createdBy }: NewBatch): Promise<NewJob[]> {
  const ids = jobs.map(() => uuid() as JobId);
  const secrets = jobs.map(({ seal }, i) => seal?.(ids[i] as JobId).toString('base64') ?? '');
  const params = [...new Set(jobs.map((job) => job.params))];
  const texts = params.map((each) => JSON.stringify(each));
  const numbers = new Map(params.map((each, i) => [each, i + 1]));
  const of = jobs.map((job) => numbers.get(job.params) ?? 0);
  const isRolling = rolling !== undefined;
  const first = ids.slice(0, rolling?.width);
  return database.$queryRaw<NewJob[]>`
    WITH params AS MATERIALIZED (
      SELECT number, text::jsonb AS params FROM unnest(${texts}::text[]) WITH ORDINALITY AS each (text, number))
    INSERT INTO jobs (id, batch_id, kind, host_id, params, container_name, secret, state, waiting_for, created_by)
    SELECT new.id, ${batchId}::uuid, ${kind}, h.id, p.params, c.name, decode(nullif(new.secret, ''), 'base64'),
      CASE wait.reason WHEN 'host' THEN 'waiting-for-host' ELSE 'queued' END, wait.reason, ${createdBy}
    FROM unnest(${ids}::uuid[], ${jobs.map(({ hostId }) => hostId)}::uuid[], ${of}::int[], ${secrets}::text[])
        AS new (id, host_id, params, secret)
      JOIN hosts h ON h.id = new.host_id JOIN params p ON p.number = new.params
      LEFT JOIN containers c ON c.host_id = h.id AND c.id = p.params ->> 'containerId'
      CROSS JOIN LATERAL (SELECT CASE
        WHEN ${isRolling} THEN CASE WHEN new.id <> ALL(${first}::uuid[]) THEN 'batch' END
        WHEN h.status <> 'online' THEN 'host' END AS reason) wait
    RETURNING id, waiting_for AS "waitingFor"`;
}

function idsThatWaitFor(jobs: readonly NewJob[], waitingFor: NewJob['waitingFor']): JobId[] {
  return jobs.filter((job) => job.waitingFor === waitingFor).map(({ id }) => id);
}
