import { randomUUID } from 'node:crypto';
import { type JobId, type JobKind, RoadsteadError } from '@roadstead/domain';
import { JOB_KINDS, type JobCancel, type JobReport, type JobStart } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { Executor, Executors } from './executor.js';
import type { JobOutbox } from './job-outbox.js';
import { JobReporter } from './job-reporter.js';

interface RunningJob {
  readonly attempt: number;
  readonly cancel: AbortController;
}

/**
 * Runs jobs: each attempt once, and each ends once.
 *
 * A start of an attempt that runs, or has ended without being acknowledged, *adopts* it: nothing is begun again, and its
 * events come. A newer attempt takes the place of an older one; an older one is refused.
 */
export class JobRunner {
  readonly #running = new Map<JobId, RunningJob>();
  #stopping = false;

  constructor(
    private readonly executors: Executors,
    private readonly outbox: JobOutbox,
    private readonly log: Logger,
  ) {}

  /** @throws RoadsteadError `request.invalid` for an older attempt, or parameters that are not those of the kind */
  start(request: JobStart): { adopted: boolean } {
    const { jobId, attempt } = request;
    const known = this.outbox.journal(jobId);
    if (known?.attempt === attempt) return { adopted: true };
    if (known !== undefined && known.attempt > attempt) {
      throw new RoadsteadError('request.invalid', { problem: `attempt ${attempt} is older than ${known.attempt}` });
    }
    const params = JOB_KINDS[request.kind].params.parse(request.params);
    this.#running.get(jobId)?.cancel.abort();
    void this.#run(request, params);
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
