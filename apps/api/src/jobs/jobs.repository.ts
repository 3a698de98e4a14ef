import { Injectable } from '@nestjs/common';
import type { Job, JobAttempt, JobQuery, Page } from '@roadstead/contract';
import type { BatchId, HostId, HostStatus, JobId, JobKind } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { type JobCursor, readCursor, writeCursor } from './job-cursor.js';
import { putInOutbox } from './job-outbox.repository.js';
import { JOB_COLUMNS, type JobRow, toJob } from './job-rows.js';

export interface NewBatch {
  readonly batchId: BatchId;
  readonly kind: JobKind;
  readonly hostIds: readonly HostId[];
  readonly params: object;
  readonly createdBy: string;
}

export interface JobHost {
  readonly id: HostId;
  readonly name: string;
  readonly status: HostStatus;
}

const ACTIVE = Prisma.sql`('queued', 'waiting-for-host', 'running', 'interrupted')`;
/** `%`, `_` and the escape itself stand for themselves in what a user types. */
const LIKE_SPECIAL = /[\\%_]/g;

/** Jobs as they are read, and their creation. How they move on is in `job-transitions.repository.ts`. */
@Injectable()
export class JobsRepository {
  constructor(private readonly prisma: PrismaService) {}

  async hosts(ids: readonly HostId[]): Promise<JobHost[]> {
    return this.prisma.$queryRaw<JobHost[]>`SELECT id, name, status FROM hosts WHERE id = ANY(${[...ids]}::uuid[])`;
  }

  /**
   * Stores the batch, its jobs and their outbox entries in one transaction and a fixed number of statements.
   * @returns the jobs in the order of the hosts; `undefined` if there is a batch with this id already
   */
  async create({ batchId, kind, hostIds, params, createdBy }: NewBatch): Promise<Job[] | undefined> {
    const jobIds = hostIds.map(() => uuid());
    return this.prisma.$transaction(async (database) => {
      const added = await database.$executeRaw`
        INSERT INTO job_batches (id, kind, created_by) VALUES (${batchId}::uuid, ${kind}, ${createdBy})
        ON CONFLICT (id) DO NOTHING`;
      if (added === 0) return undefined;
      await database.$executeRaw`
        INSERT INTO jobs (id, batch_id, kind, host_id, params, created_by)
        SELECT id, ${batchId}::uuid, ${kind}, host_id, ${JSON.stringify(params)}::jsonb, ${createdBy}
        FROM unnest(${jobIds}::uuid[], ${[...hostIds]}::uuid[]) AS new (id, host_id)`;
      await putInOutbox(database, jobIds);
      return this.#batch(database, batchId);
    });
  }

  async batch(batchId: string): Promise<Job[]> {
    return this.#batch(this.prisma, batchId);
  }

  async #batch(database: Pick<PrismaService, '$queryRaw'>, batchId: string): Promise<Job[]> {
    const rows = await database.$queryRaw<JobRow[]>`
      SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE j.batch_id = ${batchId}::uuid ORDER BY j.id`;
    return rows.map(toJob);
  }

  async byIds(jobIds: readonly JobId[]): Promise<Job[]> {
    const rows = await this.prisma.$queryRaw<JobRow[]>`
      SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE j.id = ANY(${[...jobIds]}::uuid[])`;
    return rows.map(toJob);
  }

  async attempts(jobId: JobId): Promise<JobAttempt[]> {
    const rows = await this.prisma.jobAttempt.findMany({ where: { jobId }, orderBy: { attempt: 'asc' } });
    return rows.map(({ attempt, startedAt, endedAt, outcome }) => ({
      attempt,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString(),
      outcome: (outcome ?? undefined) as JobAttempt['outcome'],
    }));
  }

  /** What the job wrote, over all its attempts, in order. */
  async output(jobId: JobId): Promise<string> {
    const rows = await this.prisma.jobOutput.findMany({
      where: { jobId },
      orderBy: [{ attempt: 'asc' }, { sequence: 'asc' }],
      select: { text: true },
    });
    return rows.map((row) => row.text).join('');
  }

  /** Newest first. @throws RoadsteadError `request.invalid` for a cursor that is none */
  async list(query: JobQuery): Promise<Page<Job>> {
    const where = condition(query);
    const after = query.cursor === undefined ? Prisma.sql`TRUE` : afterCursor(readCursor(query.cursor));
    const [rows, [count]] = await Promise.all([
      this.prisma.$queryRaw<(JobRow & { createdText: string })[]>`
        SELECT ${JOB_COLUMNS}, j.created_at::text AS "createdText" FROM jobs j JOIN hosts h ON h.id = j.host_id
        WHERE ${where} AND ${after} ORDER BY j.created_at DESC, j.id DESC LIMIT ${query.limit + 1}`,
      this.prisma.$queryRaw<{ total: number }[]>`
        SELECT count(*)::int AS total FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE ${where}`,
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > shown.length && last !== undefined
        ? writeCursor({ createdAt: last.createdText, id: last.id })
        : undefined;
    return { items: shown.map(toJob), total: count?.total ?? 0, nextCursor };
  }

  /** The newest jobs that have not ended, and the newest of all: what the live list begins with. */
  async activeAndLatest(activeLimit: number, latestLimit: number): Promise<Job[]> {
    const rows = await this.prisma.$queryRaw<JobRow[]>`
      WITH shown AS (
        (SELECT id FROM jobs WHERE state IN ${ACTIVE} ORDER BY created_at DESC, id DESC LIMIT ${activeLimit})
        UNION
        (SELECT id FROM jobs ORDER BY created_at DESC, id DESC LIMIT ${latestLimit})
      )
      SELECT ${JOB_COLUMNS} FROM shown JOIN jobs j USING (id) JOIN hosts h ON h.id = j.host_id
      ORDER BY j.created_at DESC, j.id DESC`;
    return rows.map(toJob);
  }

  /** Jobs of one host that have not ended, newest first. */
  async activeOnHost(hostId: HostId, limit: number): Promise<Job[]> {
    const rows = await this.prisma.$queryRaw<JobRow[]>`
      SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id
      WHERE j.host_id = ${hostId}::uuid AND j.state IN ${ACTIVE} ORDER BY j.created_at DESC, j.id DESC LIMIT ${limit}`;
    return rows.map(toJob);
  }
}

function condition({ host, batch, kind, state, q }: JobQuery): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`];
  if (host !== undefined) parts.push(Prisma.sql`j.host_id = ${host}::uuid`);
  if (batch !== undefined) parts.push(Prisma.sql`j.batch_id = ${batch}::uuid`);
  if (kind !== undefined) parts.push(Prisma.sql`j.kind = ${kind}`);
  if (state === 'active') parts.push(Prisma.sql`j.state IN ${ACTIVE}`);
  else if (state !== undefined) parts.push(Prisma.sql`j.state = ${state}`);
  if (q !== undefined && q.trim() !== '') {
    const pattern = `%${q.trim().replace(LIKE_SPECIAL, '\\$&')}%`;
    parts.push(
      Prisma.sql`(h.name ILIKE ${pattern} OR j.params->>'reference' ILIKE ${pattern} OR j.created_by ILIKE ${pattern} OR j.id::text ILIKE ${pattern})`,
    );
  }
  return Prisma.join(parts, ' AND ');
}

function afterCursor({ createdAt, id }: JobCursor): Prisma.Sql {
  return Prisma.sql`(j.created_at, j.id) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
