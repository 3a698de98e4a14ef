import { ContainerId, Digest, HostId, JobId } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

/** SHA-256 over what an engine was sent, whatever its size; `files` counts entries of every type. */
export const ContextFacts = z.object({
  /** Over the entries in the order of their paths, without times and owners: the same files have the same digest. */
  digest: Digest,
  files: z.number().int(),
  bytes: z.number(),
});
export type ContextFacts = z.infer<typeof ContextFacts>;

const BuildOrigin = z.object({
  kind: z.literal('image.build'),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('dockerfile') }),
    z.object({ type: z.literal('upload'), filename: z.string().optional() }),
    z.object({
      type: z.literal('git'),
      url: z.string(),
      ref: z.string().optional(),
      subdir: z.string().optional(),
      commit: z.string().optional(),
    }),
  ]),
  /** `text`: of one that was typed. The digest is of its bytes. */
  dockerfile: z.object({ path: z.string(), digest: Digest.optional(), text: z.string().optional() }),
  context: ContextFacts.optional(),
  /** Images that the Dockerfile names, of the stages that were built. */
  baseReferences: z.array(z.string()),
  tags: z.array(z.string()),
  target: z.string().optional(),
  platform: z.string().optional(),
  /** Their values are kept nowhere but with the job. */
  buildArgNames: z.array(z.string()),
  pushed: z.array(z.object({ reference: z.string(), digest: z.string() })),
});

const CommitOrigin = z.object({
  kind: z.literal('container.commit'),
  containerId: ContainerId,
  containerName: z.string().optional(),
  /** What the container was made from. */
  fromImageId: Digest.optional(),
  author: z.string().optional(),
  message: z.string().optional(),
  /** Instructions that were changed, without what they were changed to. */
  changed: z.array(z.string()),
});

const ImportOrigin = z.object({
  kind: z.literal('image.import'),
  /** Without its query. */
  url: z.string().optional(),
  filename: z.string().optional(),
  message: z.string().optional(),
});

const PullOrigin = z.object({
  kind: z.literal('image.pull'),
  reference: z.string(),
  /** Of the manifest, as the registry gave it. */
  digest: z.string().optional(),
});

const LoadOrigin = z.object({ kind: z.literal('image.load'), filename: z.string().optional() });

export const OriginDetail = z.discriminatedUnion('kind', [
  BuildOrigin,
  CommitOrigin,
  ImportOrigin,
  PullOrigin,
  LoadOrigin,
]);
export type OriginDetail = z.infer<typeof OriginDetail>;

/** A job that made the image, or brought it. */
export const OriginRecord = z.object({
  jobId: JobId,
  hostId: HostId,
  /** As the host was called then. */
  hostName: z.string(),
  actor: z.string(),
  at: Timestamp,
  detail: OriginDetail,
});
export type OriginRecord = z.infer<typeof OriginRecord>;

/** made: a job of Roadstead's made it · came: a job brought it, who made it is not known · unknown: neither */
export const OriginStatus = z.enum(['made', 'came', 'unknown']);
export type OriginStatus = z.infer<typeof OriginStatus>;

/** An image that another one is built on, or has its layers. */
export const RelatedImage = z.object({
  id: Digest,
  references: z.array(z.string()),
  layerCount: z.number().int(),
  size: z.number(),
  /** Hosts that have it now; 0: it has gone. */
  hostCount: z.number().int(),
  runningCount: z.number().int(),
  status: OriginStatus,
  /** The latest job that made it. */
  madeBy: z.object({ jobId: JobId, actor: z.string(), at: Timestamp }).optional(),
});
export type RelatedImage = z.infer<typeof RelatedImage>;

/** What Roadstead knows of where an image came from, and apart from that what the image says of itself. */
export const ImageOrigin = z.object({
  imageId: Digest,
  status: OriginStatus,
  /** Newest first: a build whose steps were all cached makes the same image again. */
  made: z.array(OriginRecord),
  came: z.array(OriginRecord),
  /** When a host first told of it. `isGap`: it came some time before that, when nobody watched. */
  firstSeen: z
    .object({ at: Timestamp, hostId: HostId, hostName: z.string().optional(), isGap: z.boolean() })
    .optional(),
  /** Labels `org.opencontainers.image.*`, without that prefix. Whoever makes an image can write anything there. */
  claims: z.record(z.string(), z.string()),
  /** Images whose layers are the beginning of its own, the nearest first. */
  bases: z.array(RelatedImage),
  /** Images with exactly its layers, which differ in their settings. */
  sameLayers: z.array(RelatedImage),
});
export type ImageOrigin = z.infer<typeof ImageOrigin>;
