import { Injectable } from '@nestjs/common';
import type { CurrentUser, Host, PullCost, RemotePlatform } from '@roadstead/contract';
import {
  type Digest,
  familiarReference,
  familiarRepository,
  type ImageReference,
  isInsecureRegistry,
  parseReference,
  RoadsteadError,
} from '@roadstead/domain';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import type { IndexEntry } from './client/manifest.js';
import type { RegistryClient } from './client/registry-client.js';
import { bestFitting, parsePlatform, platformFit, platformOfEngine } from './platform-match.js';
import { PullCostRepository } from './pull-cost.repository.js';
import { RegistryClients } from './registry-clients.service.js';
import { RegistryCredentials } from './registry-credentials.service.js';
import { RemoteImages } from './remote-images.service.js';

/** What a pull would take from the network, by what the registry offers and the inventory knows of the host. */
@Injectable()
export class PullCostService {
  constructor(
    private readonly hosts: HostsService,
    private readonly credentials: RegistryCredentials,
    private readonly clients: RegistryClients,
    private readonly images: RemoteImages,
    private readonly inventory: PullCostRepository,
  ) {}

  /**
   * @throws RoadsteadError `host.unknown`, `host.not-connected` where the host's platform is not known,
   * `registry.no-platform`, `registry.image-not-found`, and as `RegistryCredentials.ofPull`, `RegistryClient.get`
   */
  async of(hostId: string, query: QueryOf<'pullCost'>, user: Pick<CurrentUser, 'username'>): Promise<PullCost> {
    const host = await this.hosts.get(hostId);
    const wanted = query.platform ?? platformOf(host);
    const image = parseReference(query.reference);
    const client = await this.#clientFor(query, host, user);
    const platform = await this.#read(client, image, wanted, query.platform !== undefined);
    const [present, names] = await Promise.all([
      this.inventory.layersOn(
        host.id,
        platform.layers.flatMap(({ chainId }) => chainId ?? []),
      ),
      this.inventory.namesOn(host.id, platform.imageId),
    ]);
    return { hostId: host.id, dataAsOf: host.dataAsOf, ...costOf(platform, present), upToDate: isNamed(names, image) };
  }

  /**
   * The image that an engine of this platform takes. @param isAsked false: an image that is of one platform alone is taken
   * whatever that is, as engines do
   */
  async #read(
    client: RegistryClient,
    image: ImageReference,
    wanted: string,
    isAsked: boolean,
  ): Promise<RemotePlatform> {
    const { repository, tag, digest } = image;
    const parts = parsePlatform(wanted);
    const choice = {
      name: wanted,
      choose: (entries: readonly IndexEntry[]) =>
        [bestFitting(entries, ({ platform }) => platform, parts)].flatMap((best) => best ?? []),
    };
    const reference = digest ?? tag ?? 'latest';
    const [platform] = (await this.images.read(client, { repository, reference, choice })).platforms;
    const isFit = platform !== undefined && platformFit(parsePlatform(platform.platform), parts) !== undefined;
    if (platform !== undefined && (isFit || !isAsked)) return platform;
    throw new RoadsteadError('registry.no-platform', { reference: familiarReference(image), platform: wanted });
  }

  async #clientFor(
    { reference, registryId }: QueryOf<'pullCost'>,
    host: Host,
    { username }: Pick<CurrentUser, 'username'>,
  ): Promise<RegistryClient> {
    const registry = await this.credentials.ofPull({ reference, registryId }, username, host);
    if (registry !== undefined) return this.clients.of(registry);
    const { registry: address } = parseReference(reference);
    return this.clients.to({ address, insecure: isInsecureRegistry(address, host.engine?.insecureRegistries ?? []) });
  }
}

function platformOf({ name, engine, lastHeardAt }: Host): string {
  if (engine === undefined)
    throw new RoadsteadError('host.not-connected', { host: name, lastHeard: lastHeardAt ?? 'never' });
  return platformOfEngine(engine);
}

function costOf(
  { platform, layers }: RemotePlatform,
  present: ReadonlySet<Digest>,
): Pick<PullCost, 'platform' | 'bytesMissing' | 'bytesPresent' | 'layers'> {
  const rows = layers.map((layer) => ({
    ...layer,
    present: layer.chainId !== undefined && present.has(layer.chainId),
  }));
  const bytes = (isPresent: boolean) => rows.reduce((sum, row) => sum + (row.present === isPresent ? row.size : 0), 0);
  return { platform, bytesMissing: bytes(false), bytesPresent: bytes(true), layers: rows };
}

/** Whether the host has the image under the very name that is to be pulled. */
function isNamed(names: { references: string[]; repoDigests: string[] } | undefined, image: ImageReference): boolean {
  if (names === undefined) return false;
  if (image.digest === undefined) return names.references.includes(familiarReference(image));
  return names.repoDigests.includes(`${familiarRepository(image)}@${image.digest}`);
}
