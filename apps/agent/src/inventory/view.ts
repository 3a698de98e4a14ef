import { type ContainerId, type ContainerRecord, type Digest, type ImageRecord, LIVE_STATES } from '@roadstead/domain';
import { fingerprint, type InventoryChange } from '@roadstead/protocol';
import { containerSignature } from '../engine/container-record.js';
import { imageSignature } from '../engine/image-record.js';

interface Known {
  readonly fingerprint: bigint;
  /** What a cheap list shows of it. */
  readonly signature: string;
  /** Of a container whose processes exist. */
  readonly startedAt?: string;
}

/**
 * What the control plane was told of this host. It keeps a fingerprint for each record and not the record, so that a host
 * of a hundred containers costs a few kilobytes.
 */
export class View {
  private readonly containers = new Map<string, Known>();
  private readonly images = new Map<string, Known>();
  private combined = 0n;

  /** Decimal text; see libs/protocol, fingerprint.ts. */
  get hash(): string {
    return this.combined.toString();
  }

  get containerIds(): Iterable<string> {
    return this.containers.keys();
  }

  /** Containers whose processes exist, each in the run that it is in. */
  liveContainers(): { id: ContainerId; startedAt: string }[] {
    return [...this.containers].flatMap(([id, { startedAt }]) =>
      startedAt === undefined ? [] : [{ id: id as ContainerId, startedAt }],
    );
  }

  get imageIds(): Iterable<string> {
    return this.images.keys();
  }

  knowsContainer(id: string, signature?: string): boolean {
    return knows(this.containers.get(id), signature);
  }

  knowsImage(id: string, signature?: string): boolean {
    return knows(this.images.get(id), signature);
  }

  /** @returns whether this is news */
  storeContainer(record: ContainerRecord): boolean {
    return this.store(this.containers, record.id, {
      fingerprint: fingerprint('container', record),
      signature: containerSignature(record),
      ...(LIVE_STATES.includes(record.state) && { startedAt: record.startedAt }),
    });
  }

  /** @returns whether this is news */
  storeImage(record: ImageRecord): boolean {
    return this.store(this.images, record.id, {
      fingerprint: fingerprint('image', record),
      signature: imageSignature(record),
    });
  }

  /** @returns whether it was there */
  removeContainer(id: string): boolean {
    return this.remove(this.containers, id);
  }

  /** @returns whether it was there */
  removeImage(id: Digest): boolean {
    return this.remove(this.images, id);
  }

  /** Takes a change in. @returns whether it is one */
  apply(change: InventoryChange): boolean {
    switch (change.type) {
      case 'container.stored':
        return this.storeContainer(change.container);
      case 'container.removed':
        return this.removeContainer(change.containerId);
      case 'image.stored':
        return this.storeImage(change.image);
      case 'image.removed':
        return this.removeImage(change.imageId);
      case 'engine.changed':
        return true;
    }
  }

  private store(records: Map<string, Known>, id: string, known: Known): boolean {
    const before = records.get(id);
    if (before?.fingerprint === known.fingerprint) return false;
    this.combined ^= (before?.fingerprint ?? 0n) ^ known.fingerprint;
    records.set(id, known);
    return true;
  }

  private remove(records: Map<string, Known>, id: string): boolean {
    const before = records.get(id);
    if (before === undefined) return false;
    this.combined ^= before.fingerprint;
    return records.delete(id);
  }
}

function knows(known: Known | undefined, signature: string | undefined): boolean {
  return known !== undefined && (signature === undefined || known.signature === signature);
}
