import type { ContainerId, Digest, EngineFacts } from '@roadstead/domain';
import type { InventoryChange } from '@roadstead/protocol';
import { storableMoment } from '../platform/database/storable.js';
import { type ContainerRow, containerRow, type HostImageRow, hostImageRow } from './inventory-rows.js';

/** Changes that do not touch each other, so that one statement applies all of a kind. */
export interface Round {
  readonly containers: ContainerRow[];
  readonly removedContainers: { id: ContainerId; at: string }[];
  readonly images: HostImageRow[];
  readonly removedImages: { id: Digest; at: string }[];
  facts?: EngineFacts;
}

/**
 * Parts changes into rounds. Within a round no container, image or reference is named twice; those that name the same
 * stay in their order, one round after the other. So nothing that was so for a moment is missing from history, and the
 * number of statements depends on how often *one* thing changed, not on how many did.
 */
export function deltaRounds(changes: readonly InventoryChange[]): Round[] {
  const rounds: Round[] = [];
  /** For each container, image and reference: the number of rounds up to the last one that names it. */
  const busyUntil = new Map<string, number>();
  for (const change of changes) {
    const keys = keysOf(change);
    const index = Math.max(...keys.map((key) => busyUntil.get(key) ?? 0));
    for (const key of keys) busyUntil.set(key, index + 1);
    rounds[index] ??= { containers: [], removedContainers: [], images: [], removedImages: [] };
    put(rounds[index], { ...change, at: storableMoment(change.at) });
  }
  return rounds;
}

function keysOf(change: InventoryChange): string[] {
  switch (change.type) {
    case 'container.stored':
      return [`container ${change.container.id}`];
    case 'container.removed':
      return [`container ${change.containerId}`];
    case 'image.stored':
      return [`image ${change.image.id}`, ...change.image.references.map((reference) => `reference ${reference}`)];
    case 'image.removed':
      return [`image ${change.imageId}`];
    case 'engine.changed':
      return ['engine'];
  }
}

function put(round: Round, change: InventoryChange): void {
  switch (change.type) {
    case 'container.stored':
      round.containers.push(containerRow(change.container, change.at));
      break;
    case 'container.removed':
      round.removedContainers.push({ id: change.containerId, at: change.at });
      break;
    case 'image.stored':
      round.images.push(hostImageRow(change.image, change.at));
      break;
    case 'image.removed':
      round.removedImages.push({ id: change.imageId, at: change.at });
      break;
    case 'engine.changed':
      round.facts = change.facts;
      break;
  }
}
