import { ContainerId, ContainerState, Digest, HostId } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, Timestamp } from './paging.js';

/** A layer, by its chain id: together with all below it. Counts are of what the fleet has now. */
export const LayerDetail = z.object({
  chainId: Digest,
  diffId: Digest,
  /** The layer that it lies on; absent: it is a bottom one. */
  parentChainId: Digest.optional(),
  size: z.number(),
  /** 0 is the bottom; the same in every image that has it. */
  position: z.number().int(),
  /** What made it, as its images say: most have one word for it. At most 10. */
  createdBy: z.array(z.string()),
  imageCount: z.number().int(),
  /** Images that end with it. */
  topOfCount: z.number().int(),
  hostCount: z.number().int(),
  containerCount: z.number().int(),
  runningCount: z.number().int(),
  /** Its size on each host that has it. */
  bytes: z.number(),
  /** Images that had it and are on no host any more. */
  formerImageCount: z.number().int(),
});
export type LayerDetail = z.infer<typeof LayerDetail>;

export const LayerListQuery = PageQuery;
export type LayerListQuery = z.infer<typeof LayerListQuery>;

/** An image that has the layer and is on a host now. */
export const LayerImage = z.object({
  id: Digest,
  references: z.array(z.string()),
  layerCount: z.number().int(),
  size: z.number(),
  hostCount: z.number().int(),
  runningCount: z.number().int(),
});
export type LayerImage = z.infer<typeof LayerImage>;

/** A container whose image has the layer. */
export const LayerContainer = z.object({
  hostId: HostId,
  hostName: z.string(),
  containerId: ContainerId,
  name: z.string(),
  state: ContainerState,
  imageId: Digest,
  imageReference: z.string(),
  dataAsOf: Timestamp.optional(),
});
export type LayerContainer = z.infer<typeof LayerContainer>;

/** `state`: only those that run, or all. */
export const LayerContainersQuery = PageQuery.extend({ state: z.enum(['running', 'any']).default('running') });
export type LayerContainersQuery = z.infer<typeof LayerContainersQuery>;
