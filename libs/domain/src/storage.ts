import { z } from 'zod';

/** Things of one kind on a host's disk. `active`: those that something uses. `sizeBytes`: of all of them together. */
export const SpaceUsage = z.object({
  count: z.int().nonnegative(),
  active: z.int().nonnegative(),
  sizeBytes: z.number().nonnegative(),
});
export type SpaceUsage = z.infer<typeof SpaceUsage>;

/** A container's writable layer: what goes when the container is removed. */
export const WritableLayer = z.object({
  containerId: z.string(),
  name: z.string(),
  running: z.boolean(),
  sizeBytes: z.number().nonnegative(),
});
export type WritableLayer = z.infer<typeof WritableLayer>;

/** As many of the largest writable layers are named. */
export const MAX_WRITABLE_LAYERS = 50;

/**
 * What takes the space of a host, as `docker system df` counts it. Sizes are the engine's, bytes; layers that images share
 * are counted once.
 */
export const DiskUsage = z.object({
  /** By the host's clock, ISO 8601: counting takes the engine a while, so an answer may be some seconds old. */
  measuredAt: z.iso.datetime({ offset: true }),
  /** Of the filesystem that the data root is on; absent where the agent does not see it. */
  disk: z.object({ totalBytes: z.number(), freeBytes: z.number() }).optional(),
  images: SpaceUsage,
  /** `sizeBytes`: their writable layers. */
  containers: SpaceUsage.extend({ stoppedBytes: z.number().nonnegative() }),
  volumes: SpaceUsage.extend({ unusedBytes: z.number().nonnegative() }),
  /** `unusedBytes`: what no build uses now. */
  buildCache: SpaceUsage.extend({ unusedBytes: z.number().nonnegative() }),
  /** The largest, largest first. */
  writableLayers: z.array(WritableLayer).max(MAX_WRITABLE_LAYERS),
});
export type DiskUsage = z.infer<typeof DiskUsage>;

/** Where a storage driver keeps an image or a container: its names for the places, e.g. `MergedDir`, and paths on the host. */
export const StorageLocation = z.object({
  driver: z.string(),
  places: z.array(z.object({ name: z.string(), paths: z.array(z.string()) })),
});
export type StorageLocation = z.infer<typeof StorageLocation>;
