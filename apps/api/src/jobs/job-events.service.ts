import { Inject, Injectable } from '@nestjs/common';
import { type HostId, JOB_KINDS, RoadsteadError } from '@roadstead/domain';
import type { JobEvent } from '@roadstead/protocol';
import { z } from 'zod';
import { CONFIG, type Config } from '../platform/config/config.js';
import { AppEvents } from '../platform/events/app-events.js';
import { InOrder } from '../platform/in-order.js';
import { JobChanges } from './job-changes.js';
import { JobProgress } from './job-progress.js';
import { JobReportsRepository } from './job-reports.repository.js';
import { JobResults } from './job-results.js';
import { type JobOutcome, JobTransitionsRepository } from './job-transitions.repository.js';
import { JobsRepository } from './jobs.repository.js';

type EndReport = Exclude<JobEvent['report'], { type: 'progress' | 'output' }>;

/**
 * Takes what agents report of their jobs.
 *
 * INVARIANTS
 * - A report has an effect only on a job of the host that sent it, that is running, under the attempt that it names. Any
 *   other is acknowledged all the same, so that the agent can forget it.
 * - A report that was taken before has no further effect.
 * - The reports of one job are taken in the order in which they came in.
 */
@Injectable()
export class JobEventsService {
  readonly #inOrder = new InOrder<string>();

  constructor(
    private readonly jobs: JobsRepository,
    private readonly transitions: JobTransitionsRepository,
    private readonly reports: JobReportsRepository,
    private readonly progress: JobProgress,
    private readonly changes: JobChanges,
    private readonly results: JobResults,
    private readonly events: AppEvents,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Resolves when the report can be acknowledged. Rejects when it could not be taken now: it is to be sent again. */
  take(hostId: HostId, event: JobEvent): Promise<void> {
    return this.#inOrder.run(event.jobId, () => this.#take(hostId, event));
  }

  #take(hostId: HostId, event: JobEvent): Promise<void> {
    const { report, sequence } = event;
    if (report.type === 'progress') return this.progress.take(hostId, event, { sequence, progress: report.progress });
    if (report.type === 'output') return this.#keepOutput(hostId, event, report.text);
    return this.#end(hostId, event, report);
  }

  async #keepOutput(hostId: HostId, event: JobEvent, text: string): Promise<void> {
    const kept = await this.reports.appendOutput(hostId, event, event.sequence, text);
    if (kept) this.events.emit({ type: 'job.wrote', jobId: event.jobId });
  }

  async #end(hostId: HostId, event: JobEvent, report: EndReport): Promise<void> {
    const [job] = await this.jobs.byIds([event.jobId]);
    if (job?.hostId !== hostId) return;
    if (job.state !== 'running' || job.attempt !== event.attempt) return;
    const outcome = await this.results.keep(job, outcomeOf(report, JOB_KINDS[job.kind].result));
    const moves = await this.transitions.end(hostId, event, outcome, this.config.transfersPerHost, {
      sequence: event.sequence,
      progress: this.progress.pending(event),
    });
    if (moves.ended.length === 0) return;
    this.progress.forget(event.jobId);
    this.changes.tellMoves(moves);
  }
}

/** A result that is not of its kind's form is a failure in words, not a success with nothing to show. */
function outcomeOf(report: EndReport, result: z.ZodType): JobOutcome {
  if (report.type === 'canceled') return { state: 'canceled' };
  if (report.type === 'failed') return { state: 'failed', error: RoadsteadError.fromBody(report.error).toBody() };
  const parsed = result.safeParse(report.result);
  if (parsed.success) return { state: 'succeeded', result: parsed.data as Record<string, unknown> };
  const problem = `the agent's result: ${z.prettifyError(parsed.error)}`;
  return { state: 'failed', error: new RoadsteadError('request.invalid', { problem }).toBody() };
}
