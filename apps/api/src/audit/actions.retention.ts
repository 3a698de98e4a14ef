import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { Rounds } from '../platform/rounds.js';
import { ActionsRepository } from './actions.repository.js';

const ROUND_MS = 60 * 60_000;

/**
 * Notes the head of the chain outside of the database, in the process' log, and removes what is older than the setting, if
 * there is one. Any number of processes do so: the chain's lock lets one at a time.
 */
@Injectable()
export class ActionsRetention implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rounds = new Rounds();

  constructor(
    private readonly repository: ActionsRepository,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start(
      ROUND_MS,
      () => this.run(),
      (error) => this.logger.warn({ err: error }, 'old actions were not removed; trying again'),
    );
  }

  onModuleDestroy(): Promise<void> {
    return this.#rounds.stop();
  }

  async run(): Promise<void> {
    const { actionsKeptDays } = this.config;
    if (actionsKeptDays !== undefined) {
      const removed = await this.repository.removeOld(actionsKeptDays);
      if (removed > 0n) this.logger.info(`${removed} actions older than ${actionsKeptDays} days were removed`);
    }
    const { id, hash } = await this.repository.head();
    this.logger.info(`the log of actions ends with ${id}:${hash}`);
  }
}
