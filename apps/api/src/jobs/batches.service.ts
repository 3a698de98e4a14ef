import { Injectable } from '@nestjs/common';
import { type BatchDetail, type CreatedJobs, CreateJobsBody, type Job } from '@roadstead/contract';
import { type BatchId, type HostId, type JobKind, RoadsteadError } from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import type { BodyOf } from '../platform/http/route.js';
import { BatchesRepository } from './batches.repository.js';
import type { JobRequest } from './job-admission.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobTransitionsRepository } from './job-transitions.repository.js';
import { JobsRepository } from './jobs.repository.js';
import { type Asker, JobsService } from './jobs.service.js';

/** One request, many hosts: its jobs as one. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly batches: BatchesRepository,
    private readonly repository: JobsRepository,
    private readonly jobs: JobsService,
    private readonly transitions: JobTransitionsRepository,
    private readonly commands: JobCommands,
    private readonly changes: JobChanges,
    private readonly actions: ActionsService,
  ) {}

  /** @throws RoadsteadError what `JobsService.create` throws */
  create(asker: Asker, { kind, rolling, jobs }: BodyOf<'createBatch'>, key?: string): Promise<CreatedJobs> {
    const [first, ...others] = jobs.map(({ hostId, params }) => ({ kind, hostIds: [hostId], params }));
    if (first === undefined) throw new RoadsteadError('request.invalid', { problem: 'there is no job in it' });
    return this.jobs.createBatch(asker, { requests: [first, ...others], rolling }, key);
  }

  /** Its jobs in the order in which they are begun. @throws RoadsteadError `batch.unknown` */
  async get(batchId: BatchId): Promise<BatchDetail> {
    const batch = await this.batches.withJobs(batchId);
    if (batch === undefined) throw new RoadsteadError('batch.unknown', { batch: batchId });
    return batch;
  }

  /**
   * Cancels every job that has not ended, as `JobsService.cancel` does with one. With none left it changes nothing.
   * @throws RoadsteadError `batch.unknown`
   */
  async cancel({ user, address }: Asker, batchId: BatchId): Promise<BatchDetail> {
    const { kind } = await this.get(batchId);
    const moves = await this.transitions.requestCancelOfBatch(batchId);
    this.changes.tellMoves(moves);
    const batch = await this.get(batchId);
    this.commands.cancelSoon(batch.jobs.filter(({ id }) => moves.moved.includes(id)));
    await this.actions.record({
      actor: user.username,
      address,
      verb: 'batch.cancel',
      target: `batch ${batchId}`,
      detail: { kind, canceled: moves.ended.length, told: moves.moved.length },
      outcome: 'ok',
    });
    return batch;
  }

  /**
   * Asks again, in a new batch that rolls as this one did, for the jobs that failed or were not begun since the batch was
   * stopped. What a person has canceled is not among them, nor what was to run on a host that is revoked by now.
   * @param key as with `JobsService.create`
   * @throws RoadsteadError `batch.unknown`, `batch.nothing-to-retry`, and what `JobsService.create` throws
   */
  async retry(asker: Asker, batchId: BatchId, key?: string): Promise<CreatedJobs> {
    const { kind, rolling, jobs } = await this.get(batchId);
    const failed = jobs.filter(isToRetry);
    const hosts = await this.repository.hosts(failed.map(({ hostId }) => hostId));
    const usable = new Set(hosts.filter(({ status }) => status !== 'revoked').map(({ id }) => id));
    const [first, ...others] = requestsOf(
      kind,
      failed.filter(({ hostId }) => usable.has(hostId)),
    );
    if (first === undefined) throw new RoadsteadError('batch.nothing-to-retry');
    return this.jobs.createBatch(asker, { requests: [first, ...others], rolling }, key);
  }
}

/** A request for all jobs with the same parameters, in the order of the first of them. */
function requestsOf(kind: JobKind, jobs: readonly Job[]): JobRequest[] {
  const found = new Map<string, { params: object; hostIds: HostId[] }>();
  for (const { params, hostId } of jobs) {
    const key = JSON.stringify(params);
    const same = found.get(key) ?? { params, hostIds: [] };
    same.hostIds.push(hostId);
    found.set(key, same);
  }
  return [...found.values()].map((request) => CreateJobsBody.parse({ kind, ...request }));
}

function isToRetry({ state, error }: Job): boolean {
  return state === 'failed' || (state === 'canceled' && error?.code === 'batch.stopped');
}
