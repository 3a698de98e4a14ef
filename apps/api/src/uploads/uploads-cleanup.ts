import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { Rounds } from '../platform/rounds.js';
import { UploadsRepository } from './uploads.repository.js';
import { UploadsService } from './uploads.service.js';

const ROUND_MS = 10 * 60_000;
/** Removed in one round. */
const AT_ONCE = 200;
const HOUR_MS = 3_600_000;

/** Removes uploads whose time is over, and bytes that no upload is known of. Any number of processes may do so at once. */
@Injectable()
export class UploadsCleanup implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rounds = new Rounds();

  constructor(
    private readonly repository: UploadsRepository,
    private readonly uploads: UploadsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start(
      ROUND_MS,
      () => this.round(),
      (error) => this.logger.warn({ err: error }, 'uploads could not be cleaned up; trying again'),
    );
  }

  onModuleDestroy(): Promise<void> {
    return this.#rounds.stop();
  }

  async round(): Promise<void> {
    for (const id of await this.repository.expired(AT_ONCE)) await this.uploads.remove(id);
    await this.#removeUnknown();
  }

  /** Left by a process that ended between the two steps of a removal, or by a database that was set back. */
  async #removeUnknown(): Promise<void> {
    const store = await this.uploads.store();
    const idle = await store.idleSince(new Date(Date.now() - this.uploads.limits.keptHours * HOUR_MS));
    for (const id of await this.repository.unknown(idle)) await store.remove(id);
  }
}
