import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { Rounds } from '../platform/rounds.js';

const ROUND_MS = 60_000;

/** Adds what has changed in runs to the sums of activity, so that few changes are added up with each question. */
@Injectable()
export class ActivityUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rounds = new Rounds();

  constructor(
    private readonly prisma: PrismaService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start(
      ROUND_MS,
      () => this.run(),
      (error) => this.logger.warn({ err: error }, 'activity was not added up; trying again'),
    );
  }

  onModuleDestroy(): Promise<void> {
    return this.#rounds.stop();
  }

  async run(): Promise<void> {
    await this.prisma.$executeRaw`SELECT add_up_run_activity()`;
  }
}
