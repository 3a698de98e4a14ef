import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobOutboxRepository } from './job-outbox.repository.js';
import { JobQueue } from './job-queue.js';

const POLL_MS = 1000;
const BATCH = 500;

/**
 * Brings due jobs from Postgres to BullMQ.
 *
 * INVARIANT: a job becomes due and gets its outbox entry in one transaction, and the entry goes only after BullMQ has the
 * job. So a process killed between the two loses nothing; at worst BullMQ is told twice, which has no effect.
 */
@Injectable()
export class JobOutbox implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #again = false;
  #redisAway = false;

  constructor(
    private readonly repository: JobOutboxRepository,
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.nudge(), POLL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#draining;
  }

  /** Drains soon; called after a commit that wrote entries. Before the start and after the stop it does nothing. */
  nudge(): void {
    if (this.#timer === undefined) return;
    this.#again = true;
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  async #drain(): Promise<void> {
    while (this.#again && this.#timer !== undefined) {
      this.#again = false;
      try {
        const count = await this.repository.handOver(BATCH, (jobIds) => this.queue.add(jobIds));
        if (count === BATCH) this.#again = true;
        if (this.#redisAway) this.logger.info('jobs are being queued again');
        this.#redisAway = false;
      } catch (error) {
        if (!this.#redisAway) this.logger.warn({ err: error }, 'jobs wait in the outbox until they can be queued');
        this.#redisAway = true;
      }
    }
  }
}
