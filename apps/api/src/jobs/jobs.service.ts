import { Injectable } from '@nestjs/common';
import type { CreatedJobs, CurrentUser, Job, JobDetail, JobLogPosition, JobQuery, Page } from '@roadstead/contract';
import { type BatchId, canonicalJson, type HostId, type JobId, partParams, RoadsteadError } from '@roadstead/domain';
import { v5 as namedUuid, v7 as uuid } from 'uuid';
import { ActionsService } from '../audit/actions.service.js';
import { storableJson } from '../platform/database/storable.js';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { BatchesRepository } from './batches.repository.js';
import { type BatchRequest, JobAdmission, type JobRequest } from './job-admission.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobCreationRepository, type JobOfBatch, type NewBatch } from './job-creation.repository.js';
import { JobSecrets } from './job-secrets.js';
import { JobTransitionsRepository } from './job-transitions.repository.js';
import { type JobOutput, JobsRepository } from './jobs.repository.js';
import { paramsForRecord } from './params-for-record.js';

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
    private readonly admission: JobAdmission,
    private readonly batches: BatchesRepository,
    private readonly creation: JobCreationRepository,
    private readonly secrets: JobSecrets,
  ) {}

  /**
   * Accepts a job for each host, once it is stored; it begins when it can. With one thing wrong nothing is stored.
   * @param key of the user's own: the same request with the same key again gives the jobs of the first one.
   * @throws RoadsteadError what `JobAdmission.check` throws; `request.invalid` for a key that stood for something else
   */
  create(asker: Asker, body: JobRequest, key?: string): Promise<CreatedJobs> {
    return this.createBatch(asker, { requests: [body], rolling: body.rolling }, key);
  }

  /**
   * The same for several requests of one kind, as one batch with their jobs in this order; what is asked twice of a host is
   * done once.
   * @throws RoadsteadError as `create`
   */
  async createBatch({ user, address }: Asker, asked: BatchRequest, key?: string): Promise<CreatedJobs> {
    const batchId = (key === undefined ? uuid() : namedUuid(`${user.id} ${key}`, KEYED_BATCHES)) as BatchId;
    const { rolling } = asked;
    const [{ kind }] = asked.requests;
    const wanted = this.#jobsOf(asked);
    const batch = { batchId, kind, jobs: wanted, rolling, createdBy: user.username };
    const earlier = key === undefined ? undefined : await this.#earlier(batch);
    if (earlier !== undefined) return earlier;
    await this.#admit({ user, address }, asked, batch);
    const jobs = await this.creation.create(batch);
    if (jobs === undefined) return this.createBatch({ user, address }, asked, key);
    this.changes.tell(jobs);
    await this.actions.record({
      actor: user.username,
      address,
      verb: 'job.create',
      target: `batch ${batchId}`,
      detail: {
        kind,
        hosts: [...new Set(jobs.map((job) => job.hostName))],
        params: forRecord(batch),
        ...(rolling && { rolling }),
      },
      outcome: 'ok',
    });
    return { batchId, jobs };
  }

  /** From here on nobody sees what of the parameters may be a secret. */
  #jobsOf({ requests }: BatchRequest): JobOfBatch[] {
    const found = new Map<string, JobOfBatch>();
    for (const request of requests) {
      const { shown: params, secret } = partParams(request.kind, request.params);
      const seal = secret === undefined ? undefined : (jobId: JobId) => this.secrets.seal(jobId, secret);
      const key = requests.length === 1 ? '' : JSON.stringify(params);
      for (const hostId of request.hostIds) found.set(`${hostId} ${key}`, { hostId, params, seal });
    }
    return [...found.values()];
  }

  /** What is refused is on record too: somebody tried. @throws RoadsteadError what `JobAdmission.check` throws */
  async #admit({ user, address }: Asker, asked: BatchRequest, batch: NewBatch): Promise<void> {
    try {
      await this.admission.check(user, asked);
    } catch (error) {
      // What the control plane asks of itself has no address, and is tried again by itself.
      if (error instanceof RoadsteadError && address !== '') {
        await this.actions.record({
          actor: user.username,
          address,
          verb: 'job.create',
          target: 'jobs',
          detail: JSON.parse(
            storableJson({
              kind: batch.kind,
              hostIds: [...new Set(batch.jobs.map(({ hostId }) => hostId))],
              params: forRecord(batch),
            }),
          ) as Prisma.InputJsonObject,
          outcome: error.code,
        });
      }
      throw error;
    }
  }

  list(query: JobQuery): Promise<Page<Job>> {
    return this.repository.list(query);
  }

  /** @throws RoadsteadError `job.unknown` */
  async get(jobId: JobId): Promise<JobDetail> {
    const job = await this.#require(jobId);
    return { ...job, attempts: await this.repository.attempts(jobId) };
  }

  /** What a job wrote after a position, over all its attempts. @throws RoadsteadError `job.unknown` */
  async log(jobId: JobId, after: JobLogPosition): Promise<JobOutput> {
    await this.#require(jobId);
    return this.repository.output(jobId, after);
  }

  /**
   * A job that waits is canceled at once. A running one is marked, and its agent told in the background: now, and again
   * until it has answered.
   * @throws RoadsteadError `job.unknown`, `job.already-ended`
   */
  async cancel({ user, address }: Asker, jobId: JobId): Promise<Job> {
    const found = await this.transitions.requestCancel(jobId);
    if (found === undefined) throw new RoadsteadError('job.unknown', { job: jobId });
    const { job, changed, moves } = found;
    const outcome = changed ? 'ok' : 'job.already-ended';
    this.changes.tellMoves(moves);
    if (job.state === 'running') this.commands.cancelSoon([job]);
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

  /**
   * What the same request has come to before.
   * @throws RoadsteadError `request.invalid` if it was another one
   */
  async #earlier({ batchId, kind, rolling, jobs: wanted }: NewBatch): Promise<CreatedJobs | undefined> {
    const batch = await this.batches.byId(batchId);
    if (batch === undefined) return undefined;
    const jobs = await this.repository.batch(batchId);
    const asked = new Set(wanted.map(workOf));
    const isSame = batch.kind === kind && jobs.length === wanted.length && jobs.every((job) => asked.has(workOf(job)));
    if (isSame && canonicalJson(batch.rolling ?? null) === canonicalJson(rolling ?? null)) return { batchId, jobs };
    throw new RoadsteadError('request.invalid', { problem: 'this Idempotency-Key stood for another request' });
  }
}

/** The parameters, or of jobs with parameters of their own all of them, without what the log of actions is not to have. */
function forRecord({ kind, jobs }: NewBatch): Prisma.InputJsonValue {
  const all = [...new Set(jobs.map(({ params }) => params))].map((params) => ({ ...paramsForRecord(kind, params) }));
  return all.length === 1 ? { ...all[0] } : all;
}

/** What is asked for where, as text: Postgres keeps no order of keys. */
function workOf({ hostId, params }: Pick<JobOfBatch, 'hostId' | 'params'>): string {
  return `${hostId} ${canonicalJson(params)}`;
}
