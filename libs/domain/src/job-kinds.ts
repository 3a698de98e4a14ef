import { z } from 'zod';
import { RecreateParams, RecreateResult } from './container-recreate.js';
import { RunParams, RunResult } from './container-run.js';
import { Digest, shortDigest } from './digest.js';
import { ContextPath, GitRef, GitUrl } from './git-url.js';
import { ContainerId } from './ids.js';
import { ImageChange } from './image-change.js';
import type { JobKind } from './job.js';
import { PackageReading } from './packages/image-packages.js';
import { parseReference, ReferenceText } from './reference.js';

/** An image on a host: by reference, or by its config digest where it has no name. */
export const ImageName = z.union([Digest, ReferenceText]);
export type ImageName = z.infer<typeof ImageName>;

/** A name that an image can be given: no digest in it, for a digest is computed and not given. */
export const ImageTag = ReferenceText.refine(
  (text) => !text.includes('@'),
  'an image cannot be named by a digest; give a name and a tag',
);

/** `os/architecture` with an optional variant, e.g. `linux/arm64/v8`. */
export const Platform = z
  .string()
  .regex(/^[a-z0-9]+\/[a-z0-9_]+(?:\/v[0-9]+)?$/, 'a platform is os/architecture, for example linux/arm64');

/**
 * By the name of their `ARG`. They are stored with the job, shown with it, and end up in the image's history: no place for
 * a secret.
 */
const BuildArgs = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a build argument is named by letters, digits and underscores'),
  z.string().max(32_768),
);
const LabelMap = z.record(z.string().min(1).max(255), z.string().max(32_768));

const UploadId = z.string().regex(/^[0-9a-zA-Z_-]{1,64}$/, 'this is not the id of an upload');
const RegistryId = z.uuid();
const MAX_DOCKERFILE = 1_048_576;
const SECRET_IN_URL = 'the URL has a password or a token in it, which would be stored and shown; leave it out';

export const BuildSource = z.discriminatedUnion('type', [
  /** The Dockerfile alone; its context is empty. */
  z.object({ type: z.literal('dockerfile'), text: z.string().min(1, 'the Dockerfile is empty').max(MAX_DOCKERFILE) }),
  /** A tar archive (plain, gzip, bzip2 or xz): the context, its Dockerfile in it. */
  z.object({ type: z.literal('upload'), uploadId: UploadId, dockerfile: ContextPath.optional() }),
  /** Fetched by the control plane. `subdir`: the context inside the repository. */
  z.object({
    type: z.literal('git'),
    url: GitUrl,
    /** A Git credential of Roadstead's; absent: the one for the URL's host, if there is one. */
    credentialId: z.uuid().optional(),
    ref: GitRef.optional(),
    subdir: ContextPath.optional(),
    dockerfile: ContextPath.optional(),
  }),
]);
export type BuildSource = z.infer<typeof BuildSource>;

/** As of `docker build`; the classic builder honours all of them, BuildKit none: a build with limits uses the former. */
export const BuildLimits = z.object({
  memoryBytes: z.int().min(4_194_304, 'at least 4 MiB').optional(),
  /** Memory and swap together; -1: no limit of swap. */
  memorySwapBytes: z.int().min(-1).optional(),
  cpuShares: z.int().min(2).max(262_144).optional(),
  /** Microseconds of processor time in each `cpuPeriod`. */
  cpuQuota: z.int().min(1000).optional(),
  cpuPeriod: z.int().min(1000).max(1_000_000).optional(),
  cpusetCpus: z
    .string()
    .regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/, 'processors are given as 0-2,4')
    .optional(),
});
export type BuildLimits = z.infer<typeof BuildLimits>;

/** A moment, or an age such as `24h`: older ones go. */
export const PruneUntil = z.union([
  z.iso.datetime({ offset: true }),
  z.string().regex(/^\d+(?:h|m|s)(?:\d+(?:m|s))*$/),
]);
/** `key` or `key=value`; `!` before it: all that have it not. */
export const LabelFilter = z.string().min(1).max(600);
const Changes = z.array(ImageChange).max(200);
const Message = z.string().max(1000);

/** Lines that a list of the result leaves out, so that it stays of a size that can be stored and shown. */
const more = z.int().positive().optional();

/** What a removal or a prune of images did, each line as `docker` prints it. */
const Removal = {
  /** References that were taken off. */
  untagged: z.array(z.string()),
  /** Ids of images and chain ids of layers that are gone. */
  deleted: z.array(z.string()),
  more,
};
const SpaceReclaimed = { spaceReclaimedBytes: z.number().nonnegative() };

/** What `image.pull` takes. */
const pull = {
  params: z.object({
    reference: ReferenceText,
    /** A registry of Roadstead's, for its credential; absent: the one that has the reference's address, if there is one. */
    registryId: RegistryId.optional(),
    platform: Platform.optional(),
  }),
  /** `digest`: the registry's, absent where the engine did not say. `changed`: false when it was up to date already. */
  result: z.object({ imageId: z.string(), digest: z.string().optional(), changed: z.boolean() }),
};

const push = {
  params: z.object({ reference: ImageTag, registryId: RegistryId.optional() }),
  /** `digest`, `size`: of the manifest in the registry, size in bytes. */
  result: z.object({ digest: z.string(), size: z.number().nonnegative() }),
};

const build = {
  params: z
    .object({
      source: BuildSource,
      tags: z.array(ImageTag).max(50).default([]),
      buildArgs: BuildArgs.optional(),
      labels: LabelMap.optional(),
      /** Stage of a multi-stage Dockerfile to end with. */
      target: z
        .string()
        .max(128)
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'this is not the name of a stage')
        .optional(),
      noCache: z.boolean().optional(),
      /** Looks in the registry for a newer base image. */
      pullBase: z.boolean().optional(),
      platform: Platform.optional(),
      limits: BuildLimits.optional(),
      /** Absent: BuildKit where the engine has it and no limits are given, else the classic one. */
      builder: z.enum(['buildkit', 'classic']).optional(),
      /** Registries to sign in to for the base images. */
      registryIds: z.array(RegistryId).max(10).optional(),
      /** Pushes every tag after the build. */
      push: z.boolean().optional(),
    })
    .refine(({ push, tags }) => !push || tags.length > 0, { path: ['tags'], message: 'a push needs at least one tag' })
    .refine(({ builder, limits }) => builder !== 'buildkit' || limits === undefined, {
      path: ['limits'],
      message: 'BuildKit has no limits of memory or processors; use the classic builder for them',
    }),
  result: z.object({
    imageId: z.string(),
    /** What was pushed, if that was asked for. */
    pushed: z.array(z.object({ reference: z.string(), digest: z.string(), size: z.number().nonnegative() })).optional(),
  }),
};

const tag = {
  params: z.object({ source: ImageName, target: ImageTag }),
  result: z.object({ imageId: z.string() }),
};

const remove = {
  params: z.object({
    reference: ImageName,
    force: z.boolean().optional(),
    /** Keeps the untagged parents. */
    noPrune: z.boolean().optional(),
  }),
  result: z.object(Removal),
};

const importArchive = {
  params: z
    .object({
      uploadId: UploadId.optional(),
      /** Fetched by the control plane. */
      url: z
        .url({ protocol: /^https?$/, error: 'give a URL with http or https' })
        .max(2000)
        .refine((url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === '', SECRET_IN_URL)
        .optional(),
      reference: ImageTag.optional(),
      changes: Changes.optional(),
      message: Message.optional(),
      platform: Platform.optional(),
    })
    .refine(({ uploadId, url }) => (uploadId === undefined) !== (url === undefined), 'give either an upload or a URL'),
  result: z.object({ imageId: z.string() }),
};

const load = {
  params: z.object({ uploadId: UploadId }),
  /**
   * What the archive brought, as far as the engine tells: references, and config digests of images without one. Graph
   * drivers name the latter only if the last image in the archive has no reference.
   */
  result: z.object({
    references: z.array(z.string()),
    /** Config digests of all of them. */
    imageIds: z.array(Digest).optional(),
    more,
  }),
};

const imagePrune = {
  params: z.object({
    /** True: only untagged images that no container uses. False: every image that no container uses. */
    dangling: z.boolean().default(true),
    until: PruneUntil.optional(),
    labels: z.array(LabelFilter).max(50).optional(),
  }),
  result: z.object({ ...Removal, ...SpaceReclaimed }),
};

/** Reads the package databases of an image; it has the same packages on every host. */
const scanPackages = { params: z.object({ imageId: Digest }), result: PackageReading };

const commit = {
  params: z.object({
    containerId: ContainerId,
    /** Absent: an untagged image. */
    reference: ImageTag.optional(),
    author: z.string().max(255).optional(),
    message: Message.optional(),
    changes: Changes.optional(),
    /** Stops the container's processes meanwhile, so that its files fit together. */
    pause: z.boolean().default(true),
  }),
  result: z.object({ imageId: z.string() }),
};

const containerPrune = {
  params: z.object({ until: PruneUntil.optional(), labels: z.array(LabelFilter).max(50).optional() }),
  result: z.object({ deleted: z.array(z.string()), more, ...SpaceReclaimed }),
};

const builderPrune = {
  params: z.object({
    /** Also what a build used lately. */
    all: z.boolean().optional(),
    keepStorageBytes: z.number().int().nonnegative().optional(),
    until: PruneUntil.optional(),
  }),
  result: z.object({ deleted: z.array(z.string()), more, ...SpaceReclaimed }),
};

/** Parameters and result of each kind, once for REST, the agent protocol and the page. */
export const JOB_KINDS = {
  'image.pull': pull,
  'image.push': push,
  'image.build': build,
  'image.tag': tag,
  'image.remove': remove,
  'image.import': importArchive,
  'image.load': load,
  'image.prune': imagePrune,
  'image.scan-packages': scanPackages,
  'container.run': { params: RunParams, result: RunResult },
  'container.recreate': { params: RecreateParams, result: RecreateResult },
  'container.commit': commit,
  'container.prune': containerPrune,
  'builder.prune': builderPrune,
} as const satisfies Record<JobKind, { params: z.ZodType; result: z.ZodType }>;

export type JobParams<K extends JobKind> = z.infer<(typeof JOB_KINDS)[K]['params']>;
export type JobResult<K extends JobKind> = z.infer<(typeof JOB_KINDS)[K]['result']>;

/** References that a job of this kind reads from or writes to a registry: their registries may ask for a credential. */
export function registryReferences<K extends JobKind>(kind: K, params: JobParams<K>): string[] {
  if (kind === 'image.pull' || kind === 'image.push') return [(params as JobParams<'image.pull'>).reference];
  if (kind === 'container.run') {
    const { image, pull } = params as JobParams<'container.run'>;
    return pull === 'never' || Digest.safeParse(image).success ? [] : [image];
  }
  if (kind === 'container.recreate') {
    const { image, pull } = params as JobParams<'container.recreate'>;
    return pull ? [image] : [];
  }
  if (kind !== 'image.build') return [];
  const { push, tags } = params as JobParams<'image.build'>;
  return push ? tags : [];
}

/** The image that a job is about, in words for a list of jobs; absent where it is about none. */
export function subjectOf<K extends JobKind>(kind: K, params: JobParams<K>): string | undefined {
  // A build's `target` is a stage.
  if (kind === 'image.tag') return (params as JobParams<'image.tag'>).target;
  if (kind === 'image.scan-packages') return shortDigest((params as JobParams<'image.scan-packages'>).imageId);
  const named = params as { reference?: string; image?: string; tags?: string[]; containerId?: string };
  return (
    named.reference ??
    named.image ??
    named.tags?.[0] ??
    (kind === 'container.commit' ? named.containerId?.slice(0, 12) : undefined)
  );
}

/** Whether a reference belongs to a registry with this address. */
export function isOfRegistry(reference: string, address: string): boolean {
  return parseReference(reference).registry === address;
}
