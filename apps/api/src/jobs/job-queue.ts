import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { JobId } from '@roadstead/domain';
import { Queue, Worker } from 'bullmq';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RedisService } from '../platform/redis/redis.service.js';

const QUEUE = 'jobs';
const PREFIX = 'roadstead';
/** Jobs that one process begins at once; most of that time it waits for an agent's answer. */
const CONCURRENCY = 50;

/**
 * BullMQ as transport: an entry says only "look at job X", under the job's own id. All that is decided is decided in
 * Postgres, so an entry may be lost, stalled or delivered twice. Entries are not kept after they were looked at.
 */
@Injectable()
export class JobQueue implements OnModuleDestroy {
  readonly #queue: Queue;
  #worker: Worker | undefined;

  constructor(
    private readonly redis: RedisService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#queue = new Queue(QUEUE, {
      connection: redis.connect({ maxRetriesPerRequest: 1 }),
      prefix: PREFIX,
      // An outage is to be told at once: the outbox keeps what could not be added.
      skipWaitingForReady: true,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    this.#queue.on('error', (error) => this.logger.debug({ err: error }, 'job queue'));
  }

  /** Adds an entry for each; one that is waiting or being looked at already is not added again. */
  async add(jobIds: readonly JobId[]): Promise<void> {
    await this.#queue.addBulk(jobIds.map((jobId) => ({ name: 'look', data: {}, opts: { jobId } })));
  }

  /** Those of the jobs that have no entry. */
  async missing(jobIds: readonly JobId[]): Promise<JobId[]> {
    if (jobIds.length === 0) return [];
    const pipeline = this.redis.client.pipeline();
    for (const jobId of jobIds) pipeline.exists(this.#queue.toKey(jobId));
    const replies = (await pipeline.exec()) ?? [];
    return jobIds.filter((_, i) => replies[i]?.[1] === 0);
  }

  /**
   * Begins to look at jobs.
   * @param look must not throw for what it can leave to a later look
   * @param looked is called once the entry is gone: what was added meanwhile was not taken
   */
  work(look: (jobId: JobId) => Promise<void>, looked: (jobId: JobId) => void): void {
    this.#worker = new Worker(QUEUE, (entry) => look(entry.id as JobId), {
      connection: this.redis.connect({ maxRetriesPerRequest: null }),
      prefix: PREFIX,
      concurrency: CONCURRENCY,
    });
    this.#worker.on('completed', (entry) => looked(entry.id as JobId));
    this.#worker.on('failed', (entry, error) => {
      this.logger.warn({ err: error, jobId: entry?.id }, 'a job could not be looked at');
      if (entry !== undefined) looked(entry.id as JobId);
    });
    this.#worker.on('error', (error) => this.logger.debug({ err: error }, 'job worker'));
  }

  async onModuleDestroy(): Promise<void> {
    await this.#worker?.close();
    await this.#queue.close();
  }
}
