import { Digest } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, pageOf } from './paging.js';
import { RelatedImage } from './provenance.js';

/** An image of a node. */
const BaseImage = z.object({
  id: Digest,
  references: z.array(z.string()),
  hostCount: z.number().int(),
  /** Made from this very image, whatever their state. */
  containerCount: z.number().int(),
  runningCount: z.number().int(),
});

/**
 * A stack of layers that images of the fleet end with, or from which several go on in different ways. It stands below the
 * longest such stack that is its beginning. Counts and bytes are of it and of everything built on it.
 */
export const BaseNode = z.object({
  /** Of its last layer, which stands for all of them. */
  chainId: Digest,
  /** Images with exactly these layers, those first that are on most hosts, at most 10. */
  images: z.array(BaseImage),
  /** 0: no host has an image of these layers alone, they are only the common beginning of others. */
  imagesHere: z.number().int(),
  /** What images of these layers alone were called while hosts had them; only where none has one now. */
  formerly: z.array(z.string()),
  /** The instruction that made the last layer. */
  createdBy: z.string(),
  layerCount: z.number().int(),
  /** Of all its layers. */
  size: z.number(),
  /** Layers that it has more than what it stands below. */
  addedLayers: z.number().int(),
  addedSize: z.number(),
  /** Nodes right below it. */
  children: z.number().int(),
  imageCount: z.number().int(),
  hostCount: z.number().int(),
  containerCount: z.number().int(),
  runningCount: z.number().int(),
  /** What its added layers and all that is built on them take on the disks of all hosts. */
  bytes: z.number(),
});
export type BaseNode = z.infer<typeof BaseNode>;

export const BaseSort = z.enum(['images', 'running', 'bytes', 'name']);
export type BaseSort = z.infer<typeof BaseSort>;

export const BasesQuery = PageQuery.extend({
  /** Chain id of a node: what stands right below it. Absent: the lowest nodes of the fleet. */
  under: Digest.optional(),
  /** Nodes anywhere, found by references and ids of their images, and by chain id. */
  q: z.string().max(200).optional(),
  sort: BaseSort.default('images'),
  order: z.enum(['asc', 'desc']).default('desc'),
});
export type BasesQuery = z.infer<typeof BasesQuery>;

/** A node that was found, with what it is built on, the lowest first. */
export const FoundBase = BaseNode.extend({
  path: z.array(z.object({ chainId: Digest, name: z.string().optional(), createdBy: z.string() })).optional(),
});
export type FoundBase = z.infer<typeof FoundBase>;

export const BasesPage = pageOf(FoundBase).extend({
  /** The whole fleet: its bytes are the sum of the lowest nodes'. */
  fleet: z.object({
    images: z.number().int(),
    /** Images without any layer, which stand nowhere in the tree. */
    withoutLayers: z.number().int(),
    bytes: z.number(),
  }),
});
export type BasesPage = z.infer<typeof BasesPage>;

/** `direct`: only those between which and the image no other one of the fleet lies. */
export const DerivedQuery = PageQuery.extend({ direct: z.enum(['true', 'false']).default('false') });
export type DerivedQuery = z.infer<typeof DerivedQuery>;

/** Images that are on a host now and have all layers of one, and more; those on most hosts first. */
export const DerivedPage = pageOf(RelatedImage).extend({
  counts: z.object({
    direct: z.number().int(),
    all: z.number().int(),
    /** Of all. */
    hosts: z.number().int(),
    running: z.number().int(),
  }),
});
export type DerivedPage = z.infer<typeof DerivedPage>;
