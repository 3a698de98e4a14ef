import { Inject, Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import { type ErrorCode, RoadsteadError } from '@roadstead/domain';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobChanges } from './job-changes.js';
import { type JobAttemptKey, JobTransitionsRepository } from './job-transitions.repository.js';
import { type JobHost, JobsRepository } from './jobs.repository.js';

/** After these it is open whether the agent heard the command. */
const OPEN_OUTCOMES: readonly ErrorCode[] = ['agent.not-answering', 'dependency.unavailable'];

/** Tells agents to begin and to end attempts, and settles what their answers mean. */
@Injectable()
export class JobCommands {
  constructor(
    private readonly agents: AgentCommands,
    private readonly jobs: JobsRepository,
    private readonly transitions: JobTransitionsRepository,
    private readonly changes: JobChanges,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Sends the start of a job's running attempt. Where no answer comes the job stays `running`: whether it began is
   * learned from its reports, from the agent's next hello, or from sending the start again.
   * @param repeated a start of this attempt was sent before
   */
  async start(job: Job, { repeated }: { repeated: boolean }): Promise<void> {
    const { id: jobId, attempt, kind, params } = job;
    try {
      await this.agents.send(hostOf(job), 'job.start', { jobId, attempt, kind, params });
    } catch (error) {
      if (!(error instanceof RoadsteadError)) throw error;
      await this.#notStarted(job, error, repeated);
      return;
    }
    await this.#cancelIfUnwanted(job);
  }

  /** Tells the agent to end an attempt. One that the agent does not know is canceled here and now. */
  async cancel(job: Job): Promise<void> {
    const known = await this.#sendCancel(hostOf(job), { jobId: job.id, attempt: job.attempt });
    if (known !== false) return;
    const key = { jobId: job.id, attempt: job.attempt };
    const ended = await this.transitions.end(job.hostId, key, { state: 'canceled' }, this.config.transfersPerHost);
    if (ended) this.changes.tell([job], { due: true });
  }

  /** Tells an agent to end an attempt that is nobody's wish, whatever comes of it. */
  async stop(host: Pick<JobHost, 'id' | 'name'>, key: JobAttemptKey): Promise<void> {
    await this.#sendCancel(host, key);
  }

  async #notStarted(job: Job, error: RoadsteadError, repeated: boolean): Promise<void> {
    const key = { jobId: job.id, attempt: job.attempt };
    this.logger.info({ ...key, hostId: job.hostId, code: error.code }, 'an agent did not begin a job');
    if (OPEN_OUTCOMES.includes(error.code)) return;
    if (error.code === 'host.not-connected') {
      if (!repeated && (await this.transitions.takeBack(job.hostId, key))) this.changes.tell([job], { due: false });
      return;
    }
    const { transfersPerHost } = this.config;
    const moved = error.retryable
      ? await this.transitions.postpone(job.hostId, key, transfersPerHost)
      : await this.transitions.end(job.hostId, key, { state: 'failed', error: error.toBody() }, transfersPerHost);
    if (moved) this.changes.tell([job], { due: true });
  }

  /** A cancel may have reached the agent before the start did. */
  async #cancelIfUnwanted({ id, attempt }: Job): Promise<void> {
    const [now] = await this.jobs.byIds([id]);
    if (now === undefined) return;
    const unwanted =
      now.attempt !== attempt || now.state === 'canceled' || (now.state === 'running' && now.cancelRequested);
    if (unwanted) await this.cancel({ ...now, attempt });
  }

  /** @returns whether the agent knows the attempt; `undefined` if it did not answer. */
  async #sendCancel(host: Pick<JobHost, 'id' | 'name'>, key: JobAttemptKey): Promise<boolean | undefined> {
    try {
      return (await this.agents.send(host, 'job.cancel', key)).known;
    } catch (error) {
      this.logger.info(
        { ...key, hostId: host.id, err: error },
        'an agent did not answer to a cancel; it is told again',
      );
      return undefined;
    }
  }
}

function hostOf({ hostId, hostName }: Job): Pick<JobHost, 'id' | 'name'> {
  return { id: hostId, name: hostName };
}
