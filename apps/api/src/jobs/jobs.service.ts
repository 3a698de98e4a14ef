import { Inject, Injectable } from '@nestjs/common';
import type { CreatedJobs, CurrentUser, Job, JobDetail, JobQuery, Page } from '@roadstead/contract';
import { type BatchId, type HostId, type JobId, RoadsteadError } from '@roadstead/domain';
import { v5 as namedUuid, v7 as uuid } from 'uuid';
import { ActionsService } from '../audit/actions.service.js';
import type { BodyOf } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobTransitionsRepository } from './job-transitions.repository.js';
import { JobsRepository } from './jobs.repository.js';

/** Namespace of batch ids that are made from a user and an Idempotency-Key. */
const KEYED_BATCHES = 'b3f0b3a4-6f0e-4c58-9f5c-0f5f0a0d7c11';

/** Who asks, and from where. */
export interface Asker {
  readonly user: CurrentUser;
  readonly address: string;
}

@Injectable()
export class JobsService {
  constructor(
    private readonly repository: JobsRepository,
    private readonly transitions: JobTransitionsRepository,
    private readonly commands: JobCommands,
    private readonly changes: JobChanges,
    private readonly actions: ActionsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Accepts a job for each host, once it is stored; it begins when it can.
   * @param key of the user's own: the same request with the same key again gives the jobs of the first one.
   * @throws RoadsteadError `host.unknown`, `host.revoked`; `request.invalid` for a key that stood for something else
   */
  async create({ user, address }: Asker, body: BodyOf<'createJobs'>, key?: string): Promise<CreatedJobs> {
    const hostIds = [...new Set(body.hostIds)];
    await this.#requireHosts(hostIds);
    const batchId = (key === undefined ? uuid() : namedUuid(`${user.id} ${key}`, KEYED_BATCHES)) as BatchId;
    const { kind, params } = body;
    const jobs = await this.repository.create({ batchId, kind, hostIds, params, createdBy: user.username });
    if (jobs === undefined) return this.#repeated(batchId, body, hostIds);
    this.changes.tell(jobs, { due: true });
    await this.actions.record({
      actor: user.username,
      address,
      verb: 'job.create',
      target: `batch ${batchId}`,
      detail: { kind, hosts: jobs.map((job) => job.hostName), params: { ...params } },
      outcome: 'ok',
    });
    return { batchId, jobs };
  }

  list(query: JobQuery): Promise<Page<Job>> {
    return this.repository.list(query);
  }

  /** @throws RoadsteadError `job.unknown` */
  async get(jobId: JobId): Promise<JobDetail> {
    const job = await this.#require(jobId);
    return { ...job, attempts: await this.repository.attempts(jobId) };
  }

  /** @throws RoadsteadError `job.unknown` */
  async log(jobId: JobId): Promise<string> {
    await this.#require(jobId);
    return this.repository.output(jobId);
  }

  /**
   * A job that waits is canceled at once. A running one is marked, and its agent told in the background: now, and again
   * until it has answered.
   * @throws RoadsteadError `job.unknown`, `job.already-ended`
   */
  async cancel({ user, address }: Asker, jobId: JobId): Promise<Job> {
    const found = await this.transitions.requestCancel(jobId);
    if (found === undefined) throw new RoadsteadError('job.unknown', { job: jobId });
    const { job, changed } = found;
    const outcome = changed ? 'ok' : 'job.already-ended';
    if (changed) this.changes.tell([job], { due: false });
    if (job.state === 'running') {
      this.commands
        .cancel(job)
        .catch((error: unknown) => this.logger.warn({ err: error, jobId }, 'a cancel is told again'));
    }
    const detail = { kind: job.kind, host: job.hostName };
    await this.actions.record({
      actor: user.username,
      address,
      verb: 'job.cancel',
      target: `job ${jobId}`,
      detail,
      outcome,
    });
    if (!changed) throw new RoadsteadError('job.already-ended', { state: job.state });
    return job;
  }

  byIds(jobIds: readonly JobId[]): Promise<Job[]> {
    return this.repository.byIds(jobIds);
  }

  ofBatch(batchId: BatchId): Promise<Job[]> {
    return this.repository.batch(batchId);
  }

  activeOnHost(hostId: HostId, limit: number): Promise<Job[]> {
    return this.repository.activeOnHost(hostId, limit);
  }

  activeAndLatest(activeLimit: number, latestLimit: number): Promise<Job[]> {
    return this.repository.activeAndLatest(activeLimit, latestLimit);
  }

  async #require(jobId: JobId): Promise<Job> {
    const [job] = await this.repository.byIds([jobId]);
    if (job === undefined) throw new RoadsteadError('job.unknown', { job: jobId });
    return job;
  }

  async #requireHosts(hostIds: readonly HostId[]): Promise<void> {
    const hosts = new Map((await this.repository.hosts(hostIds)).map((host) => [host.id, host]));
    for (const id of hostIds) {
      const host = hosts.get(id);
      if (host === undefined) throw new RoadsteadError('host.unknown', { host: id });
      if (host.status === 'revoked') throw new RoadsteadError('host.revoked', { host: host.name });
    }
  }

  async #repeated(batchId: BatchId, body: BodyOf<'createJobs'>, hostIds: readonly HostId[]): Promise<CreatedJobs> {
    const jobs = await this.repository.batch(batchId);
    const sameHosts = jobs.length === hostIds.length && jobs.every((job) => hostIds.includes(job.hostId));
    const sameWork = jobs.every((job) => job.kind === body.kind && sameEntries(job.params, body.params));
    if (sameHosts && sameWork) return { batchId, jobs };
    throw new RoadsteadError('request.invalid', { problem: 'this Idempotency-Key stood for another request' });
  }
}

/** Jobs' parameters as they were stored and as they were asked for; Postgres keeps no order of keys. */
function sameEntries(stored: object, asked: object): boolean {
  const text = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(stored) === text(asked);
}
