import { ContainerId, ContainerState, Digest, HostId } from '@roadstead/domain';
import { z } from 'zod';
import { Container } from './containers.js';
import { PageQuery, pageOf, Timestamp } from './paging.js';

/** tag-moved: on the container's own host, since it was made · tag-differs: from host to host */
export const DriftKind = z.enum(['tag-moved', 'tag-differs']);
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

export const Drift = z.discriminatedUnion('kind', [TagMoved, TagDiffers]);
export type Drift = z.infer<typeof Drift>;

export const DriftQuery = PageQuery.extend({
  kind: DriftKind.default('tag-moved'),
  host: HostId.optional(),
  /** As references have it, with the registry where it has one, without tag and digest. */
  repository: z.string().min(1).max(300).optional(),
  /** Found in references, container names and host names. */
  q: z.string().max(200).optional(),
  /** One container: whether it has drifted. Of the kind tag-moved. */
  container: ContainerId.optional(),
});
export type DriftQuery = z.infer<typeof DriftQuery>;

export const DriftPage = pageOf(Drift).extend({
  /** Of each kind, for the same filters. */
  counts: z.record(DriftKind, z.int()),
  /** What was looked at is at least as new as this; absent without hosts. */
  dataAsOf: Timestamp.optional(),
  /** Hosts of whom nothing newer is known, because they are not heard. */
  hostsNotHeard: z.int(),
});
export type DriftPage = z.infer<typeof DriftPage>;
