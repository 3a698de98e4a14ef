import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import type { Heartbeat, HeartbeatReply } from '@roadstead/protocol';
import { InventoryPositions } from '../inventory/inventory-positions.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { storableBytes, storableTime } from '../platform/database/storable.js';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { type Beat, PresenceRepository } from './presence.repository.js';

const FLUSH_MS = 1000;
const SWEEP_MS = 2000;
/** Hosts told of in one flush only because their data is as fresh as it was: what bounds the live views' load. */
const AGES_PER_FLUSH = 20;
/** How often one host's rows are added up and compared with its view. */
const DRIFT_CHECK_MS = 60_000;

/**
 * Who is there. Heartbeats are gathered in memory and written together once a second; a sweep moves the silent ones.
 * Nothing turns a host `online` but its agent's own word.
 */
@Injectable()
export class PresenceService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #beats = new Map<HostId, Beat>();
  readonly #toldAt = new Map<HostId, number>();
  readonly #checkedAt = new Map<HostId, number>();
  readonly #drifted = new Set<HostId>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly repository: PresenceRepository,
    private readonly positions: InventoryPositions,
    private readonly events: AppEvents,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Hosts that fell silent while no API ran are swept before the first request. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#sweep();
    this.#every(FLUSH_MS, () => this.#flush());
    this.#every(SWEEP_MS, () => this.#sweep());
  }

  onModuleDestroy(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Takes a heartbeat; the reply asks for a new list where the views differ. */
  heard(hostId: HostId, beat: Heartbeat): HeartbeatReply {
    const comparison = this.positions.compare(hostId, beat.view);
    const current = beat.engine === 'up' && comparison === 'equal';
    const clock = storableTime(beat.clock);
    this.#beats.set(hostId, {
      hostId,
      clock,
      clockOffsetMs: Math.round(Date.parse(clock) - Date.now()),
      agentRssBytes: storableBytes(beat.agentRssBytes),
      engine: beat.engine,
      engineError: beat.engine === 'down' ? beat.engineError : undefined,
      currentEpoch: current ? beat.view?.epoch : undefined,
    });
    const drifted = this.#drifted.delete(hostId);
    return { resync: drifted || comparison === 'different' };
  }

  /** A list was applied: the engine answers, whatever a heartbeat said before. */
  engineAnswered(hostId: HostId): void {
    if (this.#beats.get(hostId)?.engine === 'down') this.#beats.delete(hostId);
  }

  /** The host's agent is gone from this process. */
  forget(hostId: HostId): void {
    this.#toldAt.delete(hostId);
    this.#checkedAt.delete(hostId);
    this.#drifted.delete(hostId);
  }

  async #flush(): Promise<void> {
    if (this.#beats.size === 0) return;
    const beats = [...this.#beats.values()];
    const written = await this.repository.write(beats);
    const done = new Set(written.map(({ hostId }) => hostId));
    for (const beat of beats) {
      if (done.has(beat.hostId) && this.#beats.get(beat.hostId) === beat) this.#beats.delete(beat.hostId);
    }
    this.#tell(written);
    await this.#checkDrift(beats.filter((beat) => beat.currentEpoch !== undefined && done.has(beat.hostId)));
  }

  /** Tells of all that changed, and of the age of those that were told of longest ago. */
  #tell(written: readonly { hostId: HostId; changed: boolean }[]): void {
    const toldAt = (hostId: HostId) => this.#toldAt.get(hostId) ?? 0;
    const changed = written.filter((host) => host.changed);
    const same = written.filter((host) => !host.changed).sort((a, b) => toldAt(a.hostId) - toldAt(b.hostId));
    const hostIds = [...changed, ...same.slice(0, AGES_PER_FLUSH)].map(({ hostId }) => hostId);
    if (hostIds.length === 0) return;
    for (const hostId of hostIds) this.#toldAt.set(hostId, Date.now());
    this.events.emit({ type: 'hosts.changed', hostIds });
  }

  async #checkDrift(beats: readonly Beat[]): Promise<void> {
    const now = Date.now();
    const due = beats
      .map(({ hostId }) => hostId)
      .filter((id) => now - (this.#checkedAt.get(id) ?? 0) >= DRIFT_CHECK_MS);
    if (due.length === 0) return;
    for (const hostId of due) this.#checkedAt.set(hostId, now);
    for (const hostId of await this.repository.drifted(due)) {
      this.logger.warn({ hostId }, 'the stored inventory is not the view that was applied; listing again');
      this.#drifted.add(hostId);
    }
  }

  async #sweep(): Promise<void> {
    const moved = await this.repository.sweep(this.config.unknownAfterSeconds, this.config.offlineAfterSeconds);
    if (moved.length > 0) this.events.emit({ type: 'hosts.changed', hostIds: moved });
  }

  /** Not again before it is done; a failure is said, and the next turn comes all the same. */
  #every(ms: number, task: () => Promise<void>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      task()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'presence could not be written; trying again'))
        .finally(() => {
          busy = false;
        });
    }, ms);
    this.#timers.push(timer);
  }
}
