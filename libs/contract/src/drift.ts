import { ContainerId, ContainerState, Digest, ErrorBody, HostId } from '@roadstead/domain';
import { z } from 'zod';
import { Container } from './containers.js';
import { PageQuery, pageOf, Timestamp } from './paging.js';

/**
 * tag-moved: on the container's own host, since it was made · tag-differs: from host to host ·
 * registry-moved: in the registry that its image came from
 */
export const DriftKind = z.enum(['tag-moved', 'tag-differs', 'registry-moved']);
export type DriftKind = z.infer<typeof DriftKind>;

/** An image that a reference named: since when, and until when. Times are set right by what the host's clock is off. */
const Named = z.object({
  imageId: Digest,
  since: Timestamp,
  /** The change lies somewhere in a gap that ended at `since`: nobody saw it. */
  sinceGap: z.boolean(),
});

/** A container runs another image than its reference names now, on its own host. */
export const TagMoved = z.object({
  kind: z.literal('tag-moved'),
  hostId: HostId,
  hostName: z.string(),
  hostStatus: Container.shape.hostStatus,
  dataAsOf: Timestamp,
  containerId: ContainerId,
  containerName: z.string(),
  state: ContainerState,
  /** As the container was made with it. */
  imageReference: z.string(),
  /** The same in full, as the host lists it: with its tag. */
  reference: z.string(),
  runs: Digest,
  /** What the reference names now; absent: nothing on this host. */
  now: Named.optional(),
  /** Without `now`: when the reference was taken off; absent: it was not known on this host while it was watched. */
  goneSince: Timestamp.optional(),
});
export type TagMoved = z.infer<typeof TagMoved>;

/** One reference names several images of the same platform, depending on the host. */
export const TagDiffers = z.object({
  kind: z.literal('tag-differs'),
  reference: z.string(),
  /** `linux/amd64`: images for other platforms are no difference. */
  platform: z.string(),
  /** A host has an image of that repository from a registry. Otherwise nobody knows that there is anything to pull. */
  isFromRegistry: z.boolean(),
  /** What it names, that of most hosts first. */
  variants: z.array(
    z.object({
      imageId: Digest,
      createdAt: Timestamp,
      hostCount: z.int(),
      /** Containers made with this reference on those hosts, that run. */
      running: z.int(),
      /** At most 20 of them. */
      hosts: z.array(Named.omit({ imageId: true }).extend({ id: HostId, name: z.string() })),
    }),
  ),
});
export type TagDiffers = z.infer<typeof TagDiffers>;

/** A container runs, and its tag names another image in the registry now. What cannot be told is not among them. */
export const RegistryMoved = TagMoved.omit({ kind: true, now: true, goneSince: true }).extend({
  kind: z.literal('registry-moved'),
  registry: z.string(),
  /** The digest by which the registry knew what runs, where there is one. */
  runsDigest: Digest.optional(),
  /** What the tag names in the registry; absent: it is not there any more. */
  now: z
    .object({
      /** Of the manifest or index. */
      digest: Digest,
      /** The image that the host would get; absent: there is none for its platform. */
      imageId: Digest.optional(),
    })
    .optional(),
  /** The first check that found it so. */
  since: Timestamp,
  /** The last check that found it otherwise: it was moved between the two. Absent: it was so at the first check. */
  notBefore: Timestamp.optional(),
  /** The last check that found it so. */
  checkedAt: Timestamp,
  /** Why a later check gave no answer. */
  problem: ErrorBody.optional(),
});
export type RegistryMoved = z.infer<typeof RegistryMoved>;

export const Drift = z.discriminatedUnion('kind', [TagMoved, TagDiffers, RegistryMoved]);
export type Drift = z.infer<typeof Drift>;

export const DriftQuery = PageQuery.extend({
  kind: DriftKind.default('tag-moved'),
  host: HostId.optional(),
  /** As references have it, with the registry where it has one, without tag and digest. */
  repository: z.string().min(1).max(300).optional(),
  /** Found in references, container names and host names. */
  q: z.string().max(200).optional(),
  /** One container: whether it has drifted. Of the kinds tag-moved and registry-moved. */
  container: ContainerId.optional(),
});
export type DriftQuery = z.infer<typeof DriftQuery>;

/** All that there is of one kind, as a file. Of tag-differs it names all hosts, and CSV has a row for each. */
export const DriftExportQuery = DriftQuery.omit({ cursor: true, limit: true }).extend({
  format: z.enum(['csv', 'json']).default('csv'),
});
export type DriftExportQuery = z.infer<typeof DriftExportQuery>;

export const DriftPage = pageOf(Drift).extend({
  /** Of each kind, for the same filters. */
  counts: z.record(DriftKind, z.int()),
  /** What was looked at is at least as new as this; absent without hosts. */
  dataAsOf: Timestamp.optional(),
  /** Hosts of whom nothing newer is known, because they are not heard. */
  hostsNotHeard: z.int(),
});
export type DriftPage = z.infer<typeof DriftPage>;
