import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { Rounds } from '../platform/rounds.js';
import { ScansRepository } from './scans.repository.js';

const ROUND_MS = 10 * 60_000;
/** Packages that are looked at in a round: a million is gone through in less than a day. */
const AT_ONCE = 10_000;

/** Keeps the table of packages to those that an image has. Any number of processes do so, each from the beginning of the table on. */
@Injectable()
export class PackagesUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rounds = new Rounds();
  #after = 0n;

  constructor(
    private readonly scans: ScansRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start(
      ROUND_MS,
      () => this.run(),
      (error) => this.logger.warn({ err: error }, 'packages that no image has were not removed; trying again'),
    );
  }

  onModuleDestroy(): Promise<void> {
    return this.#rounds.stop();
  }

  /** @param atOnce how many packages are looked at */
  async run(atOnce = AT_ONCE): Promise<void> {
    const { removed, last } = await this.scans.removeUnheld(this.#after, atOnce);
    this.#after = last ?? 0n;
    if (removed > 0) this.logger.info(`${removed} packages that no image has any more were removed`);
  }
}
