import { Inject, Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import {
  type ErrorCode,
  JOB_KINDS,
  type JobKind,
  type JobParams,
  joinEnvironment,
  RoadsteadError,
  withoutValue,
} from '@roadstead/domain';
import type { JobStart } from '@roadstead/protocol';
import { z } from 'zod';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RegistryCredentials } from '../registries/registry-credentials.service.js';
import { InputTokens } from './input-tokens.js';
import { JobChanges } from './job-changes.js';
import { JobSecrets } from './job-secrets.js';
import { type JobAttemptKey, JobTransitionsRepository } from './job-transitions.repository.js';
import { type JobHost, JobsRepository } from './jobs.repository.js';

/** After these it is open whether the agent heard the command. */
const OPEN_OUTCOMES: readonly ErrorCode[] = ['agent.not-answering', 'host.connection-lost', 'dependency.unavailable'];
/** Kinds that read bytes which the control plane has or fetches. */
const READ_INPUT: readonly JobKind[] = ['image.build', 'image.import', 'image.load'];

/** Tells agents to begin and to end attempts, and settles what their answers mean. */
@Injectable()
export class JobCommands {
  constructor(
    private readonly agents: AgentCommands,
    private readonly jobs: JobsRepository,
    private readonly transitions: JobTransitionsRepository,
    private readonly changes: JobChanges,
    private readonly credentials: RegistryCredentials,
    private readonly inputs: InputTokens,
    private readonly secrets: JobSecrets,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Sends the start of a job's running attempt. Where no answer comes the job stays `running`: whether it began is
   * learned from its reports, from the agent's next hello, or from sending the start again. What it may not use any more,
   * e.g. a registry's credential, ends it as failed.
   * @param repeated a start of this attempt was sent before
   */
  async start(job: Job, { repeated }: { repeated: boolean }): Promise<void> {
    try {
      await this.agents.send(hostOf(job), 'job.start', await this.#orderOf(job));
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
    const { transfersPerHost } = this.config;
    this.changes.tellMoves(await this.transitions.end(job.hostId, key, { state: 'canceled' }, transfersPerHost));
  }

  /** As `cancel`, in the background: one whose agent does not answer now is told again by the reconciler. */
  cancelSoon(jobs: readonly Job[]): void {
    for (const job of jobs) {
      this.cancel(job).catch((error: unknown) => {
        this.logger.warn({ err: error, jobId: job.id }, 'a cancel is told again');
      });
    }
  }

  /** Tells an agent to end an attempt that is nobody's wish, whatever comes of it. */
  async stop(host: Pick<JobHost, 'id' | 'name'>, key: JobAttemptKey): Promise<void> {
    await this.#sendCancel(host, key);
  }

  /** The command, with what is made for this one attempt and kept nowhere. */
  async #orderOf(job: Job): Promise<JobStart> {
    const { id: jobId, attempt, kind, hostId, hostName, createdBy } = job;
    const params = await this.#wholeParams(job);
    const credentials = await this.credentials.forJob({
      kind,
      params: readParams(job),
      username: createdBy,
      hostId,
      hostName,
    });
    const inputToken = READ_INPUT.includes(kind) ? this.inputs.issue({ jobId, attempt, hostId }) : undefined;
    return { jobId, attempt, kind, params, credentials, inputToken };
  }

  /**
   * With what of them is not stored openly, where the agent gets it with the start.
   * @throws RoadsteadError `container.values-gone` where the control plane has got another key since
   */
  async #wholeParams({ id, kind, params }: Job): Promise<Job['params']> {
    if (kind !== 'container.run') return params;
    const stored = readParams({ kind, params } as Job) as JobParams<'container.run'>;
    if (withoutValue(stored.env).length === 0) return params;
    const sealed = await this.jobs.secret(id);
    const env = joinEnvironment(stored.env, sealed && this.secrets.open(id, sealed));
    const missing = withoutValue(env);
    if (missing.length > 0) throw new RoadsteadError('container.values-gone', { names: missing.join(', ') });
    return { ...params, env };
  }

  async #notStarted(job: Job, error: RoadsteadError, repeated: boolean): Promise<void> {
    const key = { jobId: job.id, attempt: job.attempt };
    this.logger.info({ ...key, hostId: job.hostId, code: error.code }, 'an agent did not begin a job');
    if (OPEN_OUTCOMES.includes(error.code)) return;
    const { transfersPerHost } = this.config;
    if (error.code === 'host.not-connected') {
      if (!repeated) this.changes.tellMoves(await this.transitions.takeBack(job.hostId, key, transfersPerHost));
      return;
    }
    const moves = error.retryable
      ? await this.transitions.postpone(job.hostId, key, transfersPerHost)
      : await this.transitions.end(job.hostId, key, { state: 'failed', error: error.toBody() }, transfersPerHost);
    this.changes.tellMoves(moves);
    // An earlier start of it may have been heard.
    if (repeated) await this.stop(hostOf(job), key);
  }

  /** A cancel, or the hello of an agent that did not know the attempt yet, may have come before the start did. */
  async #cancelIfUnwanted({ id, attempt }: Job): Promise<void> {
    const [now] = await this.jobs.byIds([id]);
    if (now === undefined) return;
    const isOver = now.state !== 'running' && now.state !== 'succeeded';
    const unwanted = now.attempt !== attempt || isOver || (now.state === 'running' && now.cancelRequested);
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

/** @throws RoadsteadError `request.invalid` for what an older control plane took and this one does not */
function readParams({ kind, params }: Job): JobParams<JobKind> {
  const parsed = JOB_KINDS[kind].params.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new RoadsteadError('request.invalid', { problem: z.prettifyError(parsed.error) });
}

function hostOf({ hostId, hostName }: Job): Pick<JobHost, 'id' | 'name'> {
  return { id: hostId, name: hostName };
}
