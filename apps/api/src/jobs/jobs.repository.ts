import { Injectable } from '@nestjs/common';
import type { Job, JobAttempt, JobLogPosition, JobQuery, Page } from '@roadstead/contract';
import type { HostId, HostStatus, JobId } from '@roadstead/domain';
import { containsPattern } from '../platform/database/keyset.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { type JobCursor, readCursor, writeCursor } from './job-cursor.js';
import { JOB_COLUMNS, type JobRow, jobsOfBatch, toJob } from './job-rows.js';

export interface JobOutput {
  readonly text: string;
  /** Where the text ends: what is asked for with it next is what comes after. */
  readonly position: JobLogPosition;
}

export interface JobHost {
  readonly id: HostId;
  readonly name: string;
  readonly status: HostStatus;
}

const ACTIVE = Prisma.sql`('queued', 'waiting-for-host', 'running', 'interrupted')`;

/** Jobs as they are read. How they are made and move on is in `job-creation` and `job-transitions.repository.ts`. */
@Injectable()
export class JobsRepository {
  constructor(private readonly prisma: PrismaService) {}

  async hosts(ids: readonly HostId[]): Promise<JobHost[]> {
    return this.prisma.$queryRaw<JobHost[]>`SELECT id, name, status FROM hosts WHERE id = ANY(${[...ids]}::uuid[])`;
  }

  async batch(batchId: string): Promise<Job[]> {
    return jobsOfBatch(this.prisma, batchId);
  }

  async byIds(jobIds: readonly JobId[]): Promise<Job[]> {
    const rows = await this.prisma.$queryRaw<JobRow[]>`
      SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id WHERE j.id = ANY(${[...jobIds]}::uuid[])`;
    return rows.map(toJob);
  }

  /** What of its parameters is not stored openly, sealed; undefined where there is nothing, or the job has ended. */
  async secret(jobId: JobId): Promise<Uint8Array | undefined> {
    const job = await this.prisma.job.findUnique({ where: { id: jobId }, select: { secret: true } });
    return job?.secret ?? undefined;
  }

  async attempts(jobId: JobId): Promise<JobAttempt[]> {
    const rows = await this.prisma.jobAttempt.findMany({ where: { jobId }, orderBy: { attempt: 'asc' } });
    return rows.map(({ attempt, startedAt, endedAt, outcome, commit }) => ({
      attempt,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString(),
      outcome: (outcome ?? undefined) as JobAttempt['outcome'],
      commit: commit ?? undefined,
    }));
  }

  /** What the job wrote after a position, over all its attempts, in order. No piece comes late: see `appendOutput`. */
  async output(jobId: JobId, after: JobLogPosition): Promise<JobOutput> {
    const [attempt = 0, sequence = 0] = after.split('.').map(Number);
    const rows = await this.prisma.$queryRaw<{ attempt: number; sequence: number; text: string }[]>`
      SELECT attempt, sequence, text FROM job_output
      WHERE job_id = ${jobId}::uuid AND (attempt, sequence) > (${attempt}::int, ${sequence}::int)
      ORDER BY attempt, sequence`;
    const last = rows.at(-1);
    const position = last === undefined ? after : `${last.attempt}.${last.sequence}`;
    return { text: rows.map(({ text }) => text).join(''), position };
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
  if (q !== undefined && q.trim() !== '') parts.push(mentions(containsPattern(q.trim())));
  return Prisma.join(parts, ' AND ');
}

/** Whether what a job is about, its host, its user or its id has the text in it. Words of a Dockerfile do not count. */
function mentions(pattern: string): Prisma.Sql {
  const texts = [
    Prisma.sql`h.name`,
    Prisma.sql`j.created_by`,
    Prisma.sql`j.id::text`,
    Prisma.sql`j.params->>'reference'`,
    Prisma.sql`j.params->>'target'`,
    Prisma.sql`j.params->>'image'`,
    Prisma.sql`j.params->>'imageId'`,
    Prisma.sql`j.params->>'name'`,
    Prisma.sql`j.params->>'url'`,
    Prisma.sql`j.params->'source'->>'url'`,
    Prisma.sql`CASE jsonb_typeof(j.params->'source') WHEN 'string' THEN j.params->>'source' END`,
    Prisma.sql`j.params->>'containerId'`,
    Prisma.sql`j.container_name`,
    // Of a job of before there was that column.
    Prisma.sql`(SELECT c.name FROM containers c WHERE c.host_id = j.host_id AND c.id = j.params->>'containerId')`,
    Prisma.sql`(SELECT string_agg(tag, ' ') FROM jsonb_array_elements_text(j.params->'tags') AS tag)`,
  ];
  return Prisma.sql`lower(concat_ws(' ', ${Prisma.join(texts)})) LIKE ${pattern}`;
}

function afterCursor({ createdAt, id }: JobCursor): Prisma.Sql {
  return Prisma.sql`(j.created_at, j.id) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
