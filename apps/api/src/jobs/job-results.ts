import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import { type JobKind, type JobResult, RoadsteadError } from '@roadstead/domain';
import type { JobOutcome } from './job-transitions.repository.js';

/** Takes what of a result belongs elsewhere. @returns what stays with the job. @throws RoadsteadError why the job failed */
export type ResultKeeper<K extends JobKind> = (job: Job, result: JobResult<K>) => Promise<JobResult<K>>;

/**
 * Where results go that are more than words about a job. They are kept before the job ends: what is kept of a job whose
 * end is then refused does no harm if keeping it again has the same effect.
 */
@Injectable()
export class JobResults {
  readonly #keepers = new Map<JobKind, ResultKeeper<JobKind>>();

  register<K extends JobKind>(kind: K, keeper: ResultKeeper<K>): void {
    this.#keepers.set(kind, keeper as ResultKeeper<JobKind>);
  }

  /** Rejects when it could not be kept now: the report is to be sent again. */
  async keep(job: Job, outcome: JobOutcome): Promise<JobOutcome> {
    const keeper = this.#keepers.get(job.kind);
    if (keeper === undefined || outcome.state !== 'succeeded') return outcome;
    try {
      const result = await keeper(job, outcome.result as JobResult<JobKind>);
      return { state: 'succeeded', result };
    } catch (error) {
      if (error instanceof RoadsteadError) return { state: 'failed', error: error.toBody() };
      throw error;
    }
  }
}
