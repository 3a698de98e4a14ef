import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RoundClaims } from '../platform/upkeep/round-claims.js';
import { Upkeep } from '../platform/upkeep/upkeep.js';
import { UploadsRepository } from './uploads.repository.js';
import { UploadsService } from './uploads.service.js';

const PLAN = { name: 'uploads', everyMs: 10 * 60_000, failure: 'uploads could not be cleaned up' };
/** Removed in one round. */
const AT_ONCE = 200;
const HOUR_MS = 3_600_000;

/** Removes uploads whose time is over, and bytes that no upload is known of. */
@Injectable()
export class UploadsCleanup extends Upkeep {
  constructor(
    private readonly repository: UploadsRepository,
    private readonly uploads: UploadsService,
    claims: RoundClaims,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(PLAN, claims, logger);
  }

  async run(): Promise<void> {
    for (const id of await this.repository.expired(AT_ONCE)) await this.uploads.remove(id);
    await this.#removeUnknown();
  }

  /** A bucket is everybody's, and the folder of parts on their way to it this machine's. */
  override async runHere(): Promise<void> {
    await (await this.uploads.store()).removeLeftOver();
  }

  /** Left by a process that ended between the two steps of a removal, or by a database that was set back. */
  async #removeUnknown(): Promise<void> {
    const store = await this.uploads.store();
    const idle = await store.idleSince(new Date(Date.now() - this.uploads.limits.keptHours * HOUR_MS));
    for (const id of await this.repository.unknown(idle)) await store.remove(id);
  }
}
