import { posix } from 'node:path';
import { JOB_LABEL, type JobId, RECREATES_LABEL } from '@roadstead/domain';
import { ownConfig } from './own-config.js';
import type { Endpoint, Recreatable, SharedConfig } from './recreatable.js';

/** Compose's note of the image that it made the container of; it makes it anew when that is another. */
const COMPOSE_IMAGE_LABEL = 'com.docker.compose.image';
const SHORT_ID_LENGTH = 12;

export interface Replacement {
  /** Of `POST /containers/create`. */
  readonly body: object;
  /** Networks to join once it is made, by id; an engine before Docker 25 takes one at the creation. */
  readonly networks: readonly { readonly id: string; readonly endpoint: object }[];
  /** The engine joins it to the network of its mode, which the old one has left. */
  readonly leaves?: string;
}

export interface NewImage {
  /** What the engine calls it; the reference stays the container's, so that a later move of the tag shows. */
  readonly name: string;
  readonly engineId: string;
}

/**
 * The settings of a container for another on a new image: what only the old image's config said is left to the new one's.
 * @param oldImage its config; absent: not known any more
 */
export function replacementSpec(
  old: Recreatable,
  oldImage: SharedConfig | undefined,
  newImage: NewImage,
  labels: { readonly jobId: JobId; readonly recreates: string },
): Replacement {
  const mode = networkOf(old.HostConfig.NetworkMode);
  const endpoints = mode === undefined ? [] : endpointsOf(old);
  const first = endpoints.find(({ name, id }) => name === mode || (mode !== undefined && id.startsWith(mode)));
  const others = endpoints.filter((each) => each !== first);
  const hasSettings = first !== undefined && Object.values(first.endpoint).some((value) => value !== undefined);
  return {
    body: {
      ...configOf(old, oldImage, newImage, labels),
      HostConfig: hostConfigOf(old),
      ...(hasSettings && { NetworkingConfig: { EndpointsConfig: { [old.HostConfig.NetworkMode]: first.endpoint } } }),
    },
    networks: others.map(({ id, endpoint }) => ({ id, endpoint })),
    ...(mode !== undefined && first === undefined && { leaves: mode }),
  };
}

function configOf(
  old: Recreatable,
  oldImage: SharedConfig | undefined,
  newImage: NewImage,
  { jobId, recreates }: { readonly jobId: JobId; readonly recreates: string },
): object {
  const { Hostname, Domainname, Labels, ExposedPorts, ...config } = ownConfig(old.Config, oldImage);
  const { NetworkMode, UTSMode } = old.HostConfig;
  const isGuest = NetworkMode.startsWith('container:');
  // Without one of its own it is called by its id, and in another's namespace as that one is.
  const isNamed = Hostname !== old.Id.slice(0, SHORT_ID_LENGTH) && !isGuest && UTSMode !== 'host';
  const isComposed = Labels?.[COMPOSE_IMAGE_LABEL] === old.Image;
  return {
    ...config,
    Image: newImage.name,
    ...(isNamed && { Hostname, Domainname }),
    ...(!isGuest && { ExposedPorts }),
    Labels: {
      ...Labels,
      ...(isComposed && { [COMPOSE_IMAGE_LABEL]: newImage.engineId }),
      [JOB_LABEL]: jobId,
      [RECREATES_LABEL]: recreates,
    },
  };
}

function hostConfigOf({ HostConfig, Mounts }: Recreatable): object {
  const volumes = (Mounts ?? []).flatMap(({ Type, Name, ...mount }) =>
    Type === 'volume' && Name !== undefined ? [{ ...mount, name: Name }] : [],
  );
  const at = (path: string) => volumes.find(({ Destination }) => samePath(Destination, path));
  // Anonymous ones get the name that the engine gave them: else the new one would get empty ones.
  const mounts = (HostConfig.Mounts ?? []).map((mount) =>
    mount.Type === 'volume' && !mount.Source ? { ...mount, Source: at(mount.Target)?.name } : mount,
  );
  const taken = [...(HostConfig.Binds ?? []).map(targetOfBind), ...mounts.map(({ Target }) => Target)];
  const unnamed = volumes.filter(({ Destination }) => !taken.some((path) => samePath(path, Destination)));
  // What the new image has at this place is not copied into a volume that was in use.
  const binds = unnamed.map(({ name, Destination, RW }) => `${name}:${Destination}:${RW ? 'nocopy' : 'ro,nocopy'}`);
  return {
    ...HostConfig,
    ContainerIDFile: undefined,
    Binds: [...(HostConfig.Binds ?? []), ...binds],
    Mounts: mounts,
    Links: HostConfig.Links?.map(linkAsGiven),
  };
}

/** `source:target`, with a mode after it. */
function targetOfBind(bind: string): string {
  return bind.split(':')[1] ?? '';
}

function samePath(a: string, b: string): boolean {
  const plain = (path: string) => posix.normalize(`${path}/`);
  return plain(a) === plain(b);
}

/** `/db:/web/store` → `db:store` */
function linkAsGiven(link: string): string {
  const [target = '', alias = ''] = link.split(':');
  return `${target.replace(/^\//, '')}:${alias.slice(alias.lastIndexOf('/') + 1)}`;
}

/** The network that a mode stands for; undefined where there is none to join. */
function networkOf(mode: string): string | undefined {
  if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) return undefined;
  return mode === 'default' ? 'bridge' : mode;
}

function endpointsOf({ Id, NetworkSettings }: Recreatable) {
  return Object.entries(NetworkSettings.Networks ?? {}).map(([name, endpoint]) => ({
    name,
    id: endpoint?.NetworkID || name,
    endpoint: endpoint === null ? {} : endpointAsGiven(endpoint, Id),
  }));
}

/** Without what the engine chose itself: it adds the short id to the aliases, and addresses beside those asked for. */
function endpointAsGiven(endpoint: Endpoint, id: string): object {
  const { IPAMConfig, Aliases, Links, DriverOpts, GwPriority } = endpoint;
  const aliases = Aliases?.filter((alias) => alias !== id.slice(0, SHORT_ID_LENGTH)) ?? [];
  return {
    IPAMConfig: IPAMConfig && Object.keys(IPAMConfig).length > 0 ? IPAMConfig : undefined,
    Aliases: aliases.length > 0 ? aliases : undefined,
    Links: Links ?? undefined,
    DriverOpts: DriverOpts ?? undefined,
    GwPriority: GwPriority || undefined,
    MacAddress: isMadeOfAddress(endpoint) ? undefined : endpoint.MacAddress || undefined,
  };
}

/** Engines before Docker 28 make it of the address; whatever else there is was asked for, or does no harm if it stays. */
function isMadeOfAddress({ IPAddress, MacAddress }: Endpoint): boolean {
  const bytes = (IPAddress ?? '').split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return MacAddress === ['02:42', ...bytes].join(':');
}
