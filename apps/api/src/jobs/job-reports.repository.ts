import { Injectable } from '@nestjs/common';
import type { HostId, JobId } from '@roadstead/domain';
import { storableJson, storableText } from '../platform/database/storable.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import type { JobAttemptKey, LatestProgress } from './job-transitions.repository.js';

/** Bytes of output kept of a job; what follows is counted and dropped. */
export const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
const OUTPUT_CUT = `\n… what the job wrote beyond ${MAX_OUTPUT_BYTES / 1024 / 1024} MiB was not kept\n`;

/** What running jobs report, short of their end. None of it touches `revision`: see libs/contract, live.ts. */
@Injectable()
export class JobReportsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Keeps a piece of output, once: a sequence that is not newer than the last, or another attempt's, has no effect.
   * @returns whether there is more to read than before
   */
  async appendOutput(
    hostId: HostId,
    { jobId, attempt }: JobAttemptKey,
    sequence: number,
    text: string,
  ): Promise<boolean> {
    const bytes = Buffer.byteLength(text);
    const count = await this.prisma.$executeRaw`
      WITH job AS (
        UPDATE jobs SET last_sequence = ${sequence}, output_bytes = output_bytes + ${bytes}
        WHERE id = ${jobId}::uuid AND host_id = ${hostId}::uuid AND state = 'running' AND attempt = ${attempt}
          AND last_sequence < ${sequence}
        RETURNING output_bytes
      )
      INSERT INTO job_output (job_id, attempt, sequence, text)
      SELECT ${jobId}::uuid, ${attempt}, ${sequence},
        CASE WHEN output_bytes > ${MAX_OUTPUT_BYTES} THEN ${OUTPUT_CUT} ELSE ${storableText(text)} END
      FROM job WHERE output_bytes - ${bytes} <= ${MAX_OUTPUT_BYTES}`;
    return count > 0;
  }

  /**
   * Keeps the latest progress of many jobs in one statement.
   * @returns for each job whose attempt still runs its revision, by which a cached row is known to be current
   */
  async saveProgress(latest: readonly (JobAttemptKey & LatestProgress)[]): Promise<Map<JobId, number>> {
    const rows = await this.prisma.$queryRaw<{ id: JobId; revision: bigint }[]>`
      WITH new AS (
        SELECT j.id, told.sequence, told.progress
        FROM unnest(${latest.map(({ jobId }) => jobId)}::uuid[], ${latest.map(({ attempt }) => attempt)}::int[],
          ${latest.map(({ sequence }) => sequence)}::int[], ${latest.map(({ progress }) => storableJson(progress))}::text[])
          AS told (id, attempt, sequence, progress)
        JOIN jobs j ON j.id = told.id AND j.attempt = told.attempt
        WHERE j.state = 'running' AND j.progress_sequence < told.sequence ORDER BY j.id FOR NO KEY UPDATE OF j
      )
      UPDATE jobs j SET progress = new.progress::jsonb, progress_sequence = new.sequence,
        last_sequence = greatest(j.last_sequence, new.sequence)
      FROM new WHERE j.id = new.id
      RETURNING j.id, j.revision`;
    return new Map(rows.map(({ id, revision }) => [id, Number(revision)]));
  }
}
