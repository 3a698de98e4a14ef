import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from '../logging/logger.js';
import type { RoundClaims } from './round-claims.js';
import { Rounds } from './rounds.js';

export interface Plan {
  /** Tells it from other work, over all processes. */
  readonly name: string;
  readonly everyMs: number;
  /** What the log says of a round that failed. */
  readonly failure: string;
}

/** Work that comes again and again: once per interval over all processes. A round that fails is told, and left to the next. */
export abstract class Upkeep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rounds = new Rounds();

  constructor(
    private readonly plan: Plan,
    private readonly claims: RoundClaims,
    protected readonly logger: Logger,
  ) {}

  /** One round. */
  abstract run(): Promise<void>;

  /** At the same pace, what each process has to do for itself: on its own disk, where no other comes. */
  protected async runHere(): Promise<void> {}

  onApplicationBootstrap(): void {
    const { name, everyMs, failure } = this.plan;
    this.#rounds.start(
      everyMs,
      async () => {
        await this.runHere();
        if (await this.claims.claim(name, everyMs)) await this.run();
      },
      (error) => this.logger.warn({ err: error }, `${failure}; trying again`),
    );
  }

  /** Begins no more, and waits for the round that goes on. */
  onModuleDestroy(): Promise<void> {
    return this.#rounds.stop();
  }
}
