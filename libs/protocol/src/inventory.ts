import { ContainerId, ContainerRecord, Digest, EngineFacts, ImageRecord } from '@roadstead/domain';
import { z } from 'zod';

/**
 * Inventory is list + watch, as a Kubernetes informer does it.
 *
 * INVARIANTS
 * - An *epoch* begins with a list (all parts of a snapshot); deltas of that epoch are numbered 1, 2, 3 … without a gap.
 * - The API applies a delta only if its sequence is the last applied one + 1; one that it has applied already is
 *   acknowledged again and has no effect; anything else is refused with `inventory.resync`, and the agent lists again
 *   under a new epoch.
 * - A container or image record replaces the one before it as a whole.
 */
export const Epoch = z.uuid();

/** A hash over the whole view, independent of order: see `fingerprint.ts`. Decimal text of a signed 64-bit number. */
export const ViewHash = z.string().regex(/^-?\d{1,20}$/);

/** Largest number of records in one part of a snapshot or one delta: keeps every message far below 1 MiB or so. */
export const MAX_RECORDS_PER_MESSAGE = 200;

export const InventorySnapshot = z.object({
  epoch: Epoch,
  /** 0-based; all parts of an epoch are sent in order, and the last one makes the list take effect. */
  part: z.number().int().nonnegative(),
  parts: z.number().int().positive(),
  /** The host's clock when the list began, ISO 8601. */
  observedAt: z.iso.datetime(),
  /** In part 0. */
  facts: EngineFacts.optional(),
  containers: z.array(ContainerRecord).max(MAX_RECORDS_PER_MESSAGE),
  images: z.array(ImageRecord).max(MAX_RECORDS_PER_MESSAGE),
  /** In the last part. */
  viewHash: ViewHash.optional(),
});
export type InventorySnapshot = z.infer<typeof InventorySnapshot>;

/**
 * One change of the view, in the order in which the agent saw it. `at`: the host's clock (the event's own time where an
 * event told of it). `containers.ended` inside a gap cannot be told from the engine's events: the record's own times do.
 */
export const InventoryChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('container.stored'), at: z.iso.datetime(), container: ContainerRecord }),
  z.object({ type: z.literal('container.removed'), at: z.iso.datetime(), containerId: ContainerId }),
  z.object({ type: z.literal('image.stored'), at: z.iso.datetime(), image: ImageRecord }),
  z.object({ type: z.literal('image.removed'), at: z.iso.datetime(), imageId: Digest }),
  z.object({ type: z.literal('engine.changed'), at: z.iso.datetime(), facts: EngineFacts }),
]);
export type InventoryChange = z.infer<typeof InventoryChange>;

export const InventoryDelta = z.object({
  epoch: Epoch,
  sequence: z.number().int().positive(),
  changes: z.array(InventoryChange).max(MAX_RECORDS_PER_MESSAGE),
  viewHash: ViewHash,
});
export type InventoryDelta = z.infer<typeof InventoryDelta>;

export const InventoryAck = z.object({ epoch: Epoch, applied: z.number().int().nonnegative() });
export type InventoryAck = z.infer<typeof InventoryAck>;

export const Heartbeat = z.object({
  /** Position and hash of the view that the agent holds; absent before its first list. */
  view: z.object({ epoch: Epoch, sequence: z.number().int().nonnegative(), hash: ViewHash }).optional(),
  engine: z.enum(['up', 'down']),
  /** Why the engine is down, in words. */
  engineError: z.string().max(500).optional(),
  /** The host's clock, ISO 8601: the API keeps its offset from its own. */
  clock: z.iso.datetime(),
  /** Resident memory of the agent, bytes. */
  agentRssBytes: z.number().nonnegative(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** `resync`: the API's view of this host differs; list again. */
export const HeartbeatReply = z.object({ resync: z.boolean() });
export type HeartbeatReply = z.infer<typeof HeartbeatReply>;
