import { Digest, ErrorBody, HostId, Platform, parseReference, ReferenceText, Role } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

/** Names under which Docker Hub is known, besides the `docker.io` of references. */
const DOCKER_HUB_NAMES = ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com', 'hub.docker.com'];

/** Host name with optional port, as it stands at the beginning of a reference; `docker.io` is Docker Hub. */
export const RegistryAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(255)
  .transform((address) => (DOCKER_HUB_NAMES.includes(address) ? 'docker.io' : address))
  .refine(
    isRegistryOfReferences,
    'an address is a host name with a dot or a port, without https:// and without a path',
  );

/** Whether a reference that begins with it means this registry, and not a user of Docker Hub. */
function isRegistryOfReferences(address: string): boolean {
  try {
    return parseReference(`${address}/repository`).registry === address;
  } catch {
    return false;
  }
}

/** A path below the registry, e.g. `team/web`. */
const RepositoryName = z
  .string()
  .min(1)
  .max(255)
  .refine(isRepository, 'a repository is lower-case letters, digits and single dots, dashes, underscores and slashes');

function isRepository(name: string): boolean {
  try {
    return parseReference(`registry.example/${name}`).repository === name && !name.includes(':');
  } catch {
    return false;
  }
}

const editable = {
  name: z.string().trim().min(1, 'a registry needs a name').max(100),
  address: RegistryAddress,
  /** Absent: used without signing in. */
  username: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^:\p{Cc}]+$/u, 'a user name has no colon and no control characters')
    .optional(),
  /** Speaks plain HTTP, or has a certificate that nobody vouches for. Only as far as the control plane asks it itself. */
  insecure: z.boolean().default(false),
  /** Who may use its credential; empty: everybody who may run jobs. */
  allowedUsers: z.array(z.string().min(1).max(100)).max(1000).default([]),
  /** On which hosts it may be used; empty: on all. */
  allowedHostIds: z.array(HostId).max(10_000).default([]),
};

/** The password or access token: taken, encrypted, never given out again. */
const Password = z.string().min(1).max(4096);
/** Stores it also where the control plane cannot reach the registry, which the hosts may reach all the same. */
const acceptUnreachable = z.boolean().default(false);

export const CreateRegistryBody = z
  .object({ ...editable, password: Password.optional(), acceptUnreachable })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    path: ['password'],
    message: 'give a user name and a password, or neither',
  });
export type CreateRegistryBody = z.input<typeof CreateRegistryBody>;

/**
 * What is absent stays. `username: null` signs out: user name and password are forgotten. Another address or user name
 * asks for the password again, so that a password goes nowhere but where it was meant for.
 */
export const UpdateRegistryBody = z.object({
  name: editable.name.optional(),
  address: editable.address.optional(),
  username: editable.username.nullable(),
  password: Password.optional(),
  insecure: z.boolean().optional(),
  allowedUsers: z.array(z.string().min(1).max(100)).max(1000).optional(),
  allowedHostIds: z.array(HostId).max(10_000).optional(),
  acceptUnreachable,
});
export type UpdateRegistryBody = z.input<typeof UpdateRegistryBody>;

/** How the last check went. */
export const RegistryCheck = z.object({
  at: Timestamp,
  ok: z.boolean(),
  /** Signed in, or usable without it. */
  signedIn: z.boolean(),
  problem: ErrorBody.optional(),
});
export type RegistryCheck = z.infer<typeof RegistryCheck>;

export const Registry = z.object({
  id: z.uuid(),
  name: z.string(),
  address: z.string(),
  username: z.string().optional(),
  hasPassword: z.boolean(),
  insecure: z.boolean(),
  allowedUsers: z.array(z.string()),
  allowedHostIds: z.array(HostId),
  lastCheck: RegistryCheck.optional(),
  createdBy: z.string(),
  createdAt: Timestamp,
});
export type Registry = z.infer<typeof Registry>;

export const RegistrySearchQuery = z.object({ q: z.string().trim().min(1, 'what do you look for?').max(200) });
/** A found repository. Stars and the rest are Docker Hub's; other registries know names only. */
export const FoundRepository = z.object({
  /** Without the registry's address. */
  repository: z.string(),
  description: z.string().optional(),
  stars: z.number().int().optional(),
  official: z.boolean().optional(),
  automated: z.boolean().optional(),
});
export type FoundRepository = z.infer<typeof FoundRepository>;

/** `partial`: the registry has more repositories than were looked through, or than are listed here. */
export const FoundRepositories = z.object({ found: z.array(FoundRepository), partial: z.boolean() });
export type FoundRepositories = z.infer<typeof FoundRepositories>;

/** `after`: `next` of the page before. */
const After = z.string().max(2000).optional();
const ListLimit = z.coerce.number().int().min(1).max(500).default(100);

export const RepositoriesQuery = z.object({ after: After, limit: ListLimit });
export const Repositories = z.object({ repositories: z.array(z.string()), next: z.string().optional() });
export type Repositories = z.infer<typeof Repositories>;

export const TagsQuery = z.object({ repository: RepositoryName, after: After, limit: ListLimit });
export const Tags = z.object({ tags: z.array(z.string()), next: z.string().optional() });
export type Tags = z.infer<typeof Tags>;

/** A layer as a registry keeps it. */
export const RemoteLayer = z.object({
  /** Of the compressed blob. */
  digest: Digest,
  /** Compressed bytes. */
  size: z.number(),
  /** Absent where the registry's config does not say it. */
  chainId: Digest.optional(),
  createdBy: z.string().optional(),
});
export type RemoteLayer = z.infer<typeof RemoteLayer>;

export const RemotePlatform = z.object({
  /** `os/architecture[/variant]` */
  platform: z.string(),
  /** Of this platform's manifest. */
  digest: Digest,
  /** The image's identity on hosts. */
  imageId: Digest,
  createdAt: Timestamp.optional(),
  /** Compressed bytes of all layers. */
  size: z.number(),
  /** Bottom first. */
  layers: z.array(RemoteLayer),
});
export type RemotePlatform = z.infer<typeof RemotePlatform>;

/** `reference`: a tag or a digest. */
export const RemoteImageQuery = z.object({
  repository: RepositoryName,
  reference: z.union([
    Digest,
    z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'this is neither a tag nor a digest'),
  ]),
});
export const RemoteImage = z.object({
  /** Of what the tag points at: a manifest, or a list of them. */
  digest: Digest,
  mediaType: z.string(),
  /** Where it is no image (a chart, a signature): what it is instead. */
  artifactType: z.string().optional(),
  platforms: z.array(RemotePlatform),
});
export type RemoteImage = z.infer<typeof RemoteImage>;

export const PullCostQuery = z.object({
  reference: ReferenceText,
  registryId: z.uuid().optional(),
  platform: Platform.optional(),
});
/**
 * What a pull would take from the network, by the layers that the host lacks. Compressed bytes. A layer that the host
 * built itself and neither pulled nor pushed counts as present; its engine fetches it all the same.
 */
export const PullCost = z.object({
  hostId: HostId,
  /** Its layers were last known to be so at this moment. */
  dataAsOf: Timestamp.optional(),
  platform: z.string(),
  upToDate: z.boolean(),
  bytesMissing: z.number(),
  bytesPresent: z.number(),
  layers: z.array(RemoteLayer.extend({ present: z.boolean() })),
});
export type PullCost = z.infer<typeof PullCost>;

/** Kept here for the page: who may be named in `allowedUsers`. */
export const UserName = z.object({ username: z.string(), role: Role });
export type UserName = z.infer<typeof UserName>;
