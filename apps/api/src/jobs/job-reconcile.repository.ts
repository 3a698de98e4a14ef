import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import type { HostId } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { JOB_COLUMNS, type JobRow, toJob } from './job-rows.js';
import type { JobAttemptKey } from './job-transitions.repository.js';

/** Commands repeated in one round at the most, so that a round stays short whatever happened. */
const ROUND_LIMIT = 500;

/** What should be so on agents and may not be. */
@Injectable()
export class JobReconcileRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Of the attempts that an agent runs, those that are not to run: unknown here, ended, older, another host's, canceled. */
  async unwanted(hostId: HostId, running: readonly JobAttemptKey[]): Promise<JobAttemptKey[]> {
    if (running.length === 0) return [];
    return this.prisma.$queryRaw<JobAttemptKey[]>`
      SELECT new.id AS "jobId", new.attempt
      FROM unnest(${running.map(({ jobId }) => jobId)}::uuid[], ${running.map(({ attempt }) => attempt)}::int[]) AS new (id, attempt)
        LEFT JOIN jobs j ON j.id = new.id AND j.attempt = new.attempt AND j.host_id = ${hostId}::uuid AND j.state = 'running'
      WHERE j.id IS NULL OR j.cancel_requested`;
  }

  /** Running jobs that somebody wants canceled, on hosts that can hear it. */
  async cancelsToRepeat(): Promise<Job[]> {
    return this.#running(Prisma.sql`j.cancel_requested`);
  }

  /**
   * Running jobs of which nothing was heard since their start was sent: the command may have been lost on its way. To
   * send it again is safe: an agent that has it adopts it.
   */
  async startsToRepeat(olderThanSeconds: number): Promise<Job[]> {
    return this.#running(Prisma.sql`
      NOT j.cancel_requested AND j.last_sequence = 0 AND EXISTS (
        SELECT 1 FROM job_attempts a
        WHERE a.job_id = j.id AND a.attempt = j.attempt AND a.started_at < now() - make_interval(secs => ${olderThanSeconds}))`);
  }

  async #running(which: Prisma.Sql): Promise<Job[]> {
    const rows = await this.prisma.$queryRaw<JobRow[]>`
      SELECT ${JOB_COLUMNS} FROM jobs j JOIN hosts h ON h.id = j.host_id
      WHERE j.state = 'running' AND h.status = 'online' AND ${which} ORDER BY j.id LIMIT ${ROUND_LIMIT}`;
    return rows.map(toJob);
  }
}
