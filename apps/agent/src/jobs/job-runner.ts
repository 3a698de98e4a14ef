import { randomUUID } from 'node:crypto';
import { JOB_KINDS, type JobId, type JobKind, RoadsteadError } from '@roadstead/domain';
import type { JobCancel, JobReport, JobStart } from '@roadstead/protocol';
import { z } from 'zod';
import type { Logger } from '../config/logger.js';
import { boundedResult, sendableReport } from './bounded-report.js';
import type { Executors, JobContext } from './executor.js';
import type { InputWishes, JobInputs } from './job-input.js';
import type { JobJournal } from './job-journal.js';
import type { JobOutbox } from './job-outbox.js';
import { JobReporter } from './job-reporter.js';

interface RunningJob {
  readonly attempt: number;
  readonly cancel: AbortController;
  /** Resolves when nothing of it goes on any more. */
  readonly over: Promise<void>;
}

export interface JobRunnerParts {
  readonly executors: Executors;
  readonly inputs: JobInputs;
  readonly outbox: JobOutbox;
  /** Name of this host, for messages. */
  readonly host: string;
  readonly log: Logger;
}

/** Jobs of which the latest attempt is remembered; the oldest gives way. */
const MAX_REMEMBERED = 1000;

/**
 * Runs jobs: each attempt once, and each ends once.
 *
 * A start of an attempt that was begun already *adopts* it: nothing is begun again, and its events come, if they have not
 * all been acknowledged. A newer attempt takes the place of an older one, and waits until that has undone what it did; an
 * older one is refused. Until the control plane has taken this connection's hello, which did not tell of it, a new attempt
 * is refused too: else it would be taken for one that was lost, and begun again.
 */
export class JobRunner {
  readonly #running = new Map<JobId, RunningJob>();
  /** The latest attempt of each job that was begun here, also of those that have ended. */
  readonly #attempts = new Map<JobId, number>();
  #stopping = false;

  constructor(private readonly parts: JobRunnerParts) {}

  /**
   * @throws RoadsteadError `request.invalid` for an older attempt, or parameters that are not those of the kind;
   * `host.not-connected` before the hello: the start had no effect
   */
  start(request: JobStart): { adopted: boolean } {
    const { jobId, attempt } = request;
    const latest = this.#attempts.get(jobId) ?? 0;
    if (latest === attempt) return { adopted: true };
    if (latest > attempt) {
      throw new RoadsteadError('request.invalid', { problem: `attempt ${attempt} is older than ${latest}` });
    }
    const params = JOB_KINDS[request.kind].params.safeParse(request.params);
    if (!params.success) throw new RoadsteadError('request.invalid', { problem: z.prettifyError(params.error) });
    if (!this.parts.outbox.isConnected) {
      throw new RoadsteadError('host.not-connected', { host: this.parts.host, lastHeard: 'a moment ago' });
    }
    this.#remember(jobId, attempt);
    this.#begin(request, params.data);
    return { adopted: false };
  }

  cancel({ jobId, attempt }: JobCancel): { known: boolean } {
    const job = this.#running.get(jobId);
    if (job?.attempt === attempt) job.cancel.abort();
    return { known: this.parts.outbox.journal(jobId)?.attempt === attempt };
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

  #begin(request: JobStart, params: unknown): void {
    const { jobId, attempt } = request;
    const older = this.#running.get(jobId);
    older?.cancel.abort();
    const journal = this.parts.outbox.open(jobId, attempt);
    const cancel = new AbortController();
    const over = Promise.resolve(older?.over).then(() => this.#run(request, params, cancel.signal, journal));
    const job: RunningJob = { attempt, cancel, over };
    this.#running.set(jobId, job);
    void over.then(() => {
      if (this.#running.get(jobId) === job) this.#running.delete(jobId);
    });
  }

  async #run(
    { jobId, attempt, kind, credentials, inputToken }: JobStart,
    params: unknown,
    signal: AbortSignal,
    journal: JobJournal,
  ): Promise<void> {
    const { outbox, inputs, log } = this.parts;
    const reporter = new JobReporter((told) => {
      const report = sendableReport(told, this.parts.host);
      if (report === undefined) return;
      journal.add(report);
      outbox.nudge(journal);
    });
    log.info({ jobId, attempt, kind }, 'job started');
    const progress = reporter.progress.bind(reporter);
    const output = reporter.output.bind(reporter);
    const openInput = (wishes?: InputWishes) => inputs.open(inputToken, signal, wishes);
    const end = await this.#execute(kind, params, { jobId, signal, credentials, openInput, progress, output });
    if (this.#stopping) return;
    log.info({ jobId, attempt, outcome: end.type }, 'job ended');
    reporter.end(end);
  }

  async #execute(kind: JobKind, params: unknown, context: JobContext): Promise<JobReport> {
    try {
      context.signal.throwIfAborted();
      // The parameters were parsed with the schema of this very kind.
      const execute = this.parts.executors[kind] as (params: unknown, context: JobContext) => Promise<object>;
      return { type: 'succeeded', result: boundedResult(await execute(params, context)) };
    } catch (error) {
      if (context.signal.aborted) return { type: 'canceled' };
      return { type: 'failed', error: this.#explain(error).toBody() };
    }
  }

  #explain(error: unknown): RoadsteadError {
    if (error instanceof RoadsteadError) return error;
    const traceId = randomUUID();
    this.parts.log.error({ traceId, err: error }, 'a job failed unexpectedly');
    return new RoadsteadError('agent.unexpected', { host: this.parts.host, traceId });
  }
}
