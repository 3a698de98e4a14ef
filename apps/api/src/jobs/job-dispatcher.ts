import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { JobId } from '@roadstead/domain';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobOutboxRepository } from './job-outbox.repository.js';
import { JobQueue } from './job-queue.js';
import { JobStartsRepository } from './job-starts.repository.js';

/**
 * Looks at each job that BullMQ hands it, and starts it if it can start now. One that cannot is parked in Postgres, and
 * becomes due again when its host connects or a slot on it gets free: nothing waits in BullMQ.
 */
@Injectable()
export class JobDispatcher implements OnApplicationBootstrap {
  constructor(
    private readonly queue: JobQueue,
    private readonly outbox: JobOutboxRepository,
    private readonly starts: JobStartsRepository,
    private readonly commands: JobCommands,
    private readonly changes: JobChanges,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.work(
      (jobId) => this.look(jobId),
      (jobId) => void this.#lookAgainIfDue(jobId),
    );
  }

  async look(jobId: JobId): Promise<void> {
    const { started, moves } = await this.starts.begin(jobId, this.config.transfersPerHost);
    this.changes.tellMoves(moves);
    if (started !== undefined) await this.commands.start(started, { repeated: false });
  }

  /** BullMQ does not take an entry for a job while it is being looked at: it may have become due in that time. */
  async #lookAgainIfDue(jobId: JobId): Promise<void> {
    try {
      if (await this.outbox.putIfDue(jobId)) this.changes.tellMoved([]);
    } catch (error) {
      this.logger.warn({ err: error, jobId }, 'a job is left to the reconciler');
    }
  }
}
