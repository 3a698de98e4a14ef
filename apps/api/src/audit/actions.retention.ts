import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RoundClaims } from '../platform/upkeep/round-claims.js';
import { Upkeep } from '../platform/upkeep/upkeep.js';
import { ActionsRepository } from './actions.repository.js';

const PLAN = { name: 'actions', everyMs: 60 * 60_000, failure: 'old actions were not removed' };

/**
 * Notes the head of the chain outside of the database, in the process' log, and removes what is older than the setting, if
 * there is one.
 */
@Injectable()
export class ActionsRetention extends Upkeep {
  constructor(
    private readonly repository: ActionsRepository,
    @Inject(CONFIG) private readonly config: Config,
    claims: RoundClaims,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(PLAN, claims, logger);
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
