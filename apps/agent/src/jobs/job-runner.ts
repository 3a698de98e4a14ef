import { randomUUID } from 'node:crypto';
import { type JobId, type JobKind, RoadsteadError } from '@roadstead/domain';
import { JOB_KINDS, type JobCancel, type JobReport, type JobStart } from '@roadstead/protocol';
import { z } from 'zod';
import type { Logger } from '../config/logger.js';
import type { Executor, Executors } from './executor.js';
import type { JobOutbox } from './job-outbox.js';
import { JobReporter } from './job-reporter.js';

interface RunningJob {
  readonly attempt: number;
  readonly cancel: AbortController;
}

/** Jobs of which the latest attempt is remembered; the oldest gives way. */
const MAX_REMEMBERED = 1000;

/**
 * Runs jobs: each attempt once, and each ends once.
 *
 * A start of an attempt that was begun already *adopts* it: nothing is begun again, and its events come, if they have not
 * all been acknowledged. A newer attempt takes the place of an older one; an older one is refused.
 */
export class JobRunner {
  readonly #running = new Map<JobId, RunningJob>();
  /** The latest attempt of each job that was begun here, also of those that have ended. */
  readonly #attempts = new Map<JobId, number>();
  #stopping = false;

  constructor(
    private readonly executors: Executors,
    private readonly outbox: JobOutbox,
    private readonly log: Logger,
  ) {}

  /** @throws RoadsteadError `request.invalid` for an older attempt, or parameters that are not those of the kind */
  start(request: JobStart): { adopted: boolean } {
    const { jobId, attempt } = request;
    const latest = this.#attempts.get(jobId) ?? 0;
    if (latest === attempt) return { adopted: true };
    if (latest > attempt) {
      throw new RoadsteadError('request.invalid', { problem: `attempt ${attempt} is older than ${latest}` });
    }
    const params = JOB_KINDS[request.kind].params.safeParse(request.params);
    if (!params.success) throw new RoadsteadError('request.invalid', { problem: z.prettifyError(params.error) });
    this.#remember(jobId, attempt);
    this.#running.get(jobId)?.cancel.abort();
    void this.#run(request, params.data);
    return { adopted: false };
  }

  cancel({ jobId, attempt }: JobCancel): { known: boolean } {
    const job = this.#running.get(jobId);
    if (job?.attempt === attempt) job.cancel.abort();
    return { known: this.outbox.journal(jobId)?.attempt === attempt };
  }

  /** The agent stops: its jobs end without a word, for the control plane to find interrupted. */
  stop(): void {
    this.#stopping = true;
    for (const job of this.#running.values()) job.cancel.abort();
  }

  #remember(jobId: JobId, attempt: number): void {
    this.#attempts.delete(jobId);
    this.#attempts.set(jobId, attempt);
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size > MAX_REMEMBERED && oldest !== undefined) this.#attempts.delete(oldest);
  }

  async #run({ jobId, attempt, kind, credential }: JobStart, params: unknown): Promise<void> {
    const job: RunningJob = { attempt, cancel: new AbortController() };
    const journal = this.outbox.open(jobId, attempt);
    const reporter = new JobReporter((report) => {
      journal.add(report);
      this.outbox.nudge(journal);
    });
    this.#running.set(jobId, job);
    this.log.info({ jobId, attempt, kind }, 'job started');
    const { signal } = job.cancel;
    const progress = reporter.progress.bind(reporter);
    const output = reporter.output.bind(reporter);
    const end = await this.#execute(kind, params, { signal, credential, progress, output });
    if (this.#running.get(jobId) === job) this.#running.delete(jobId);
    if (this.#stopping) return;
    this.log.info({ jobId, attempt, outcome: end.type }, 'job ended');
    reporter.end(end);
  }

  async #execute(kind: JobKind, params: unknown, context: Parameters<Executor<JobKind>>[1]): Promise<JobReport> {
    try {
      // The parameters were parsed with the schema of this very kind.
      const execute = this.executors[kind] as (
        params: unknown,
        context: Parameters<Executor<JobKind>>[1],
      ) => Promise<object>;
      return { type: 'succeeded', result: { ...(await execute(params, context)) } };
    } catch (error) {
      if (context.signal.aborted) return { type: 'canceled' };
      return { type: 'failed', error: this.#explain(error).toBody() };
    }
  }

  #explain(error: unknown): RoadsteadError {
    if (error instanceof RoadsteadError) return error;
    const traceId = randomUUID();
    this.log.error({ traceId, err: error }, 'a job failed unexpectedly');
    return new RoadsteadError('internal.unexpected', { traceId });
  }
}
