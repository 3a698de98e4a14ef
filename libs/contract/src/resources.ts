import {
  DiskUsage,
  HostId,
  LabelFilter,
  Network,
  NetworkSpec,
  PruneUntil,
  StorageLocation,
  Volume,
  VolumeSpec,
} from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

/** What a prune would take away, counted before it is done. Bytes are about so many: the engine's books differ a little. */
export const PrunePreview = z.object({ count: z.int(), bytes: z.number() });
export type PrunePreview = z.infer<typeof PrunePreview>;

/** The disk of a host, and what a prune of each kind would free. */
export const HostStorage = z.object({
  usage: DiskUsage,
  prunable: z.object({
    /** Images without a name that no container was made from. */
    untaggedImages: PrunePreview,
    /** All images that no container was made from. */
    unusedImages: PrunePreview,
    stoppedContainers: PrunePreview,
    unusedVolumes: PrunePreview,
    buildCache: PrunePreview,
  }),
  /** What the images would take if none shared a layer with another. */
  imagesWithoutSharingBytes: z.number(),
});
export type HostStorage = z.infer<typeof HostStorage>;

const many = <T extends z.ZodType>(each: T, most: number) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(each).max(most));

/** As the parameters of `container.prune` and `image.prune`; `host`: given once for each. */
export const PruneCandidatesQuery = z.object({
  what: z.enum(['containers', 'images']),
  /** Of images: only those without a name. */
  dangling: z.enum(['true', 'false']).default('true'),
  until: PruneUntil.optional(),
  label: many(LabelFilter, 50).optional(),
  host: many(HostId, 100),
});
export type PruneCandidatesQuery = z.infer<typeof PruneCandidatesQuery>;

/** By name, what a prune would take from each host, as far as its data is true: see `dataAsOf`. */
export const PruneCandidates = z.object({
  hosts: z.array(
    z.object({
      hostId: HostId,
      hostName: z.string(),
      dataAsOf: Timestamp.optional(),
      total: z.int(),
      /** The first of them by name. Of an image its references, if it has any. */
      items: z.array(z.object({ id: z.string(), names: z.array(z.string()) })),
    }),
  ),
});
export type PruneCandidates = z.infer<typeof PruneCandidates>;

export const HostVolumes = z.object({ volumes: z.array(Volume), total: z.int(), asOf: z.iso.datetime() });
export type HostVolumes = z.infer<typeof HostVolumes>;
export const VolumesQuery = z.object({
  /** Counts how large each is, which may take the engine minutes. */
  sizes: z.enum(['true', 'false']).default('false'),
});
export const RemoveVolumeQuery = z.object({
  /** Forgets the volume also where its driver does not answer. */
  force: z.enum(['true', 'false']).default('false'),
});
export const CreateVolumeBody = VolumeSpec;

export const HostNetworks = z.object({ networks: z.array(Network), total: z.int(), asOf: z.iso.datetime() });
export type HostNetworks = z.infer<typeof HostNetworks>;
export const CreateNetworkBody = NetworkSpec;

export const ImageLocation = StorageLocation;
export type ImageLocation = StorageLocation;
