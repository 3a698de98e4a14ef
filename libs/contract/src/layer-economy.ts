import { Digest, HostId, HostStatus } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

const Prunable = z.object({ count: z.number().int(), bytes: z.number() });

/** What the layers of a host's images take, by its inventory: as old as `dataAsOf`. Bytes as the engine counts layers. */
export const HostLayers = z.object({
  hostId: HostId,
  hostName: z.string(),
  status: HostStatus,
  dataAsOf: Timestamp.optional(),
  images: z.number().int(),
  /** Each layer once. */
  bytes: z.number(),
  /** Each image with all of its layers, as if it were alone. */
  withoutSharingBytes: z.number(),
  /** What a prune would take: images without a name that no container uses, or every image that none uses. */
  untagged: Prunable,
  unused: Prunable,
});
export type HostLayers = z.infer<typeof HostLayers>;

/** A layer and what it takes in the fleet: its size on each host that has it. */
export const LayerCost = z.object({
  chainId: Digest,
  createdBy: z.string(),
  size: z.number(),
  images: z.number().int(),
  hosts: z.number().int(),
  bytes: z.number(),
});
export type LayerCost = z.infer<typeof LayerCost>;

export const LayerEconomy = z.object({
  /** Hosts that are not revoked, those first on which a prune would free most. */
  hosts: z.array(HostLayers),
  /** The layers that take most, at most 50. */
  costliest: z.array(LayerCost),
  /** Every layer of the fleet once, wherever it is. */
  distinctBytes: z.number(),
});
export type LayerEconomy = z.infer<typeof LayerEconomy>;
