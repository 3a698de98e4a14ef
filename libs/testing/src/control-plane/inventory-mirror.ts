import { type ContainerRecord, type EngineFacts, type ImageRecord, RoadsteadError } from '@roadstead/domain';
import {
  combineFingerprints,
  fingerprint,
  type InventoryAck,
  type InventoryChange,
  type InventoryDelta,
  type InventorySnapshot,
} from '@roadstead/protocol';

/** What a host's agent has told, by the INVARIANTS of libs/protocol, inventory.ts. A hash that does not fit is an error. */
export class InventoryMirror {
  facts?: EngineFacts;
  readonly containers = new Map<string, ContainerRecord>();
  readonly images = new Map<string, ImageRecord>();
  /** Epochs whose list was taken, in order. */
  readonly epochs: string[] = [];
  /** Deltas that were applied, over all epochs. */
  deltas = 0;
  private sequence = 0;
  private parts: InventorySnapshot[] = [];

  /** What a hello is answered with. */
  get applied(): InventoryAck | undefined {
    const epoch = this.epochs.at(-1);
    return epoch === undefined ? undefined : { epoch, applied: this.sequence };
  }

  get hash(): string {
    return String(
      combineFingerprints([
        ...[...this.containers.values()].map((record) => fingerprint('container', record)),
        ...[...this.images.values()].map((record) => fingerprint('image', record)),
      ]),
    );
  }

  takeSnapshot(snapshot: InventorySnapshot): InventoryAck {
    if (snapshot.part === 0) this.parts = [];
    if (snapshot.part !== this.parts.length || this.parts.some(({ epoch }) => epoch !== snapshot.epoch)) {
      throw new RoadsteadError('inventory.resync');
    }
    this.parts.push(snapshot);
    if (this.parts.length === snapshot.parts) this.applyList(snapshot);
    return { epoch: snapshot.epoch, applied: 0 };
  }

  takeDelta({ epoch, sequence, changes, viewHash }: InventoryDelta): InventoryAck {
    if (epoch !== this.epochs.at(-1) || sequence > this.sequence + 1) throw new RoadsteadError('inventory.resync');
    if (sequence === this.sequence + 1) {
      for (const change of changes) this.apply(change);
      this.sequence = sequence;
      this.deltas += 1;
      this.check(viewHash);
    }
    return { epoch, applied: this.sequence };
  }

  /** Another view than the agent's, as after a restore of the database from a backup. */
  lose(): void {
    this.containers.clear();
    this.images.clear();
  }

  private applyList({ epoch, viewHash }: InventorySnapshot): void {
    this.containers.clear();
    this.images.clear();
    for (const part of this.parts) {
      for (const container of part.containers) this.containers.set(container.id, container);
      for (const image of part.images) this.images.set(image.id, image);
      this.facts = part.facts ?? this.facts;
    }
    this.epochs.push(epoch);
    this.sequence = 0;
    this.check(viewHash);
  }

  private apply(change: InventoryChange): void {
    if (change.type === 'container.stored') this.containers.set(change.container.id, change.container);
    else if (change.type === 'container.removed') this.containers.delete(change.containerId);
    else if (change.type === 'image.stored') this.images.set(change.image.id, change.image);
    else if (change.type === 'image.removed') this.images.delete(change.imageId);
    else this.facts = change.facts;
  }

  private check(viewHash: string | undefined): void {
    if (viewHash === this.hash) return;
    throw new RoadsteadError('request.invalid', { problem: `the view hashes to ${this.hash}, not to ${viewHash}` });
  }
}
