import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RoundClaims } from '../platform/upkeep/round-claims.js';
import { Upkeep } from '../platform/upkeep/upkeep.js';
import { ScansRepository } from './scans.repository.js';

const PLAN = { name: 'packages', everyMs: 10 * 60_000, failure: 'packages that no image has were not removed' };
/** Packages that are looked at in a round: a million is gone through in less than a day. */
const AT_ONCE = 10_000;

/** Keeps the table of packages to those that an image has. A process that takes this over begins with the table anew. */
@Injectable()
export class PackagesUpkeep extends Upkeep {
  #after = 0n;

  constructor(
    private readonly scans: ScansRepository,
    claims: RoundClaims,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(PLAN, claims, logger);
  }

  /** @param atOnce how many packages are looked at */
  async run(atOnce = AT_ONCE): Promise<void> {
    const { removed, last } = await this.scans.removeUnheld(this.#after, atOnce);
    this.#after = last ?? 0n;
    if (removed > 0) this.logger.info(`${removed} packages that no image has any more were removed`);
  }
}
