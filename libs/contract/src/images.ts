import { ContainerState, Digest, HistoryEntry, HostId, ImageConfig, ImageName } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, Timestamp } from './paging.js';
import { OriginStatus } from './provenance.js';

/** One row an image: the same image on many hosts is one. */
export const ImageSummary = z.object({
  id: Digest,
  /** All references that any host has for it; empty: untagged everywhere. */
  references: z.array(z.string()),
  createdAt: Timestamp,
  size: z.number(),
  architecture: z.string(),
  os: z.string(),
  layerCount: z.number().int(),
  hosts: z.array(
    z.object({ hostId: HostId, hostName: z.string(), references: z.array(z.string()), dataAsOf: Timestamp }),
  ),
  /** Containers made from it, running or not, in the whole fleet. */
  containerCount: z.number().int(),
  runningCount: z.number().int(),
  revision: z.number().int(),
});
export type ImageSummary = z.infer<typeof ImageSummary>;

export const ImageSort = z.enum(['reference', 'size', 'created', 'hosts', 'containers']);
export type ImageSort = z.infer<typeof ImageSort>;

export const ImageQuery = PageQuery.extend({
  host: HostId.optional(),
  /** Found in references, digests and id. */
  q: z.string().max(200).optional(),
  /** Only images without any reference. */
  untagged: z.enum(['true', 'false']).optional(),
  /** By what is known of where they came from. */
  origin: OriginStatus.optional(),
  sort: ImageSort.default('reference'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type ImageQuery = z.infer<typeof ImageQuery>;

export const ImageDetail = ImageSummary.extend({
  variant: z.string().optional(),
  author: z.string().optional(),
  comment: z.string().optional(),
  repoDigests: z.array(z.string()),
  config: ImageConfig,
  history: z.array(HistoryEntry),
  containers: z.array(
    z.object({ hostId: HostId, hostName: z.string(), id: z.string(), name: z.string(), state: ContainerState }),
  ),
});
export type ImageDetail = z.infer<typeof ImageDetail>;

/** A layer, bottom first. `sharedBy…` counts images of the fleet with the same chain id, this one included. */
export const ImageLayerRow = z.object({
  position: z.number().int(),
  chainId: Digest,
  diffId: Digest,
  createdBy: z.string(),
  size: z.number(),
  sharedByImages: z.number().int(),
  onHosts: z.number().int(),
});
export type ImageLayerRow = z.infer<typeof ImageLayerRow>;

/** What `docker rmi` of an image would do on one host, as far as its data is true: see `dataAsOf`. */
export const ImageRemoval = z.object({
  dataAsOf: Timestamp.optional(),
  /** References that the host has for it; taking one of several off leaves the image. */
  references: z.array(z.string()),
  /** Containers of that host that hold it: while there are any it is refused, or needs force when none of them runs. */
  containers: z.array(z.object({ id: z.string(), name: z.string(), state: ContainerState })),
  /** Images of that host that are built on it: their layers stay. */
  children: z.array(z.object({ id: Digest, references: z.array(z.string()) })),
  /** Layers that no other image of that host has, and their bytes: what the removal would free. */
  layersFreed: z.array(z.object({ chainId: Digest, createdBy: z.string(), size: z.number() })),
  bytesFreed: z.number(),
});
export type ImageRemoval = z.infer<typeof ImageRemoval>;

/** `ref`: a reference or a config digest; several at once share their layers in the tar. */
export const SaveQuery = z.object({
  ref: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(ImageName).min(1).max(100)),
});
export type SaveQuery = z.infer<typeof SaveQuery>;
