import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { RoundClaims } from '../platform/upkeep/round-claims.js';
import { Upkeep } from '../platform/upkeep/upkeep.js';

const PLAN = { name: 'activity', everyMs: 60_000, failure: 'activity was not added up' };

/** Adds what has changed in runs to the sums of activity, so that few changes are added up with each question. */
@Injectable()
export class ActivityUpkeep extends Upkeep {
  constructor(
    private readonly prisma: PrismaService,
    claims: RoundClaims,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(PLAN, claims, logger);
  }

  async run(): Promise<void> {
    await this.prisma.$executeRaw`SELECT add_up_run_activity()`;
  }
}
