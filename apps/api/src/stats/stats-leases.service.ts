import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ContainerId, HostId } from '@roadstead/domain';
import { MAX_SAMPLED_CONTAINERS } from '@roadstead/protocol';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';

/** A lease that is not renewed ends by itself: after a crash of this process nobody samples for long. */
const LEASE_SECONDS = 15;
const RENEW_MS = 5000;

/** What this process wants of one host. */
export interface Want {
  readonly all: boolean;
  readonly containerIds: ReadonlySet<ContainerId>;
  readonly periodMs: number;
}

/** Holds the leases (`stats.watch`) of this API process on agents, wherever they are connected. */
@Injectable()
export class StatsLeases implements OnModuleDestroy {
  readonly #holder = randomUUID();
  #wants = new Map<HostId, Want>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly commands: AgentCommands,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Everything that is wanted from now on; what is wanted no more ends at once. */
  hold(wants: Map<HostId, Want>): void {
    const before = this.#wants;
    this.#wants = wants;
    for (const hostId of before.keys()) if (!wants.has(hostId)) this.#send(hostId, undefined);
    for (const [hostId, want] of wants) if (!isSame(want, before.get(hostId))) this.#send(hostId, want);
    if (wants.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setInterval(() => {
        for (const [hostId, want] of this.#wants) this.#send(hostId, want);
      }, RENEW_MS);
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** An agent that cannot be reached is asked again with the next renewal; pages see that its host is not heard. */
  #send(hostId: HostId, want: Want | undefined): void {
    const request = {
      holder: this.#holder,
      seconds: want === undefined ? 0 : LEASE_SECONDS,
      periodMs: want?.periodMs ?? 1000,
      all: want?.all ?? false,
      containerIds: [...(want?.containerIds ?? [])].slice(0, MAX_SAMPLED_CONTAINERS),
    };
    this.commands.send({ id: hostId, name: hostId }, 'stats.watch', request).catch((error: Error) => {
      this.logger.debug({ hostId, reason: error.message }, 'stats are not watched');
    });
  }
}

function isSame(a: Want, b: Want | undefined): boolean {
  return (
    b !== undefined &&
    a.all === b.all &&
    a.periodMs === b.periodMs &&
    a.containerIds.size === b.containerIds.size &&
    [...a.containerIds].every((id) => b.containerIds.has(id))
  );
}
