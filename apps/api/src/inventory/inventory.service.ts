import { Inject, Injectable } from '@nestjs/common';
import { type HostId, type ImageRecord, RoadsteadError } from '@roadstead/domain';
import type { InventoryAck, InventoryDelta, InventorySnapshot } from '@roadstead/protocol';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Turnstile } from '../platform/turnstile.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { HistoryNamesRepository } from './history-names.repository.js';
import { type Applied, InventoryRepository } from './inventory.repository.js';
import { InventoryPositions } from './inventory-positions.js';

/** Messages that are applied at once, so that a fleet coming back leaves connections for people. */
const AT_ONCE = 4;
/** Parts of one list: with their largest size, 200,000 records. */
const MAX_PARTS = 1000;

/** Takes what agents tell of their engines: a list under an epoch, then deltas by sequence. */
@Injectable()
export class InventoryService {
  readonly #turnstile = new Turnstile(AT_ONCE);

  constructor(
    private readonly repository: InventoryRepository,
    private readonly catalogue: CatalogueRepository,
    private readonly names: HistoryNamesRepository,
    private readonly positions: InventoryPositions,
    private readonly events: AppEvents,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The last part makes the list take effect. @throws RoadsteadError `inventory.resync`, `request.invalid`, `agent.revoked` */
  takeSnapshot(hostId: HostId, snapshot: InventorySnapshot): Promise<InventoryAck> {
    return this.#timed('snapshot', hostId, async () => {
      const { epoch, part, parts, viewHash, containers, images } = snapshot;
      if (parts > MAX_PARTS || part >= parts) {
        throw new RoadsteadError('request.invalid', {
          problem: `part ${part} of ${parts}; a list has at most ${MAX_PARTS}`,
        });
      }
      await this.catalogue.add(images);
      await this.names.add(hostId, containers, images);
      await this.repository.keepPart(hostId, snapshot);
      if (part < parts - 1) return { epoch, applied: 0 };
      if (viewHash === undefined)
        throw new RoadsteadError('request.invalid', { problem: 'viewHash: the last part has it' });
      return this.#done(hostId, await this.repository.applySnapshot(hostId, { ...snapshot, viewHash }));
    });
  }

  /** @throws RoadsteadError `inventory.resync`, `agent.revoked` */
  takeDelta(hostId: HostId, delta: InventoryDelta): Promise<InventoryAck> {
    return this.#timed('delta', hostId, async () => {
      const images = delta.changes.flatMap((change): ImageRecord[] => ('image' in change ? [change.image] : []));
      const containers = delta.changes.flatMap((change) => ('container' in change ? [change.container] : []));
      await this.catalogue.add(images);
      await this.names.add(hostId, containers, images);
      return this.#done(hostId, await this.repository.applyDelta(hostId, delta));
    });
  }

  #timed<T>(message: 'snapshot' | 'delta', hostId: HostId, task: () => Promise<T>): Promise<T> {
    return this.#turnstile.pass(async () => {
      const stop = this.metrics.ingestSeconds.startTimer({ message });
      try {
        return await task();
      } catch (error) {
        if (error instanceof RoadsteadError && error.code === 'inventory.resync') {
          this.metrics.resyncs.inc({ reason: 'gap' });
          this.logger.info(
            { hostId, message },
            'an inventory message does not follow on what was applied; listing again',
          );
        }
        throw error;
      } finally {
        stop();
      }
    });
  }

  #done(hostId: HostId, { position, effect }: Applied): InventoryAck {
    this.positions.set(hostId, position);
    if (effect !== undefined) {
      const { storedContainers, removedContainers, images } = effect;
      const imageIds = new Set([
        ...images,
        ...[...storedContainers, ...removedContainers].map(({ imageId }) => imageId),
      ]);
      const stored = storedContainers.map(({ id }) => id);
      const removed = removedContainers.map(({ id }) => id);
      this.events.emit({ type: 'hosts.changed', hostIds: [hostId] });
      if (stored.length + removed.length > 0) this.events.emit({ type: 'containers.changed', hostId, stored, removed });
      if (imageIds.size > 0) this.events.emit({ type: 'images.changed', hostId, imageIds: [...imageIds] });
    }
    return { epoch: position.epoch, applied: position.sequence };
  }
}
