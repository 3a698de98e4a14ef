import { Injectable } from '@nestjs/common';
import type { CurrentUser, FoundRepositories, RemoteImage, Repositories, Tags } from '@roadstead/contract';
import { parseReference, RoadsteadError } from '@roadstead/domain';
import { searchHub } from './client/hub-search.js';
import { DOCKER_HUB, HUB_ADDRESSES } from './client/registry-access.js';
import type { RegistryClient } from './client/registry-client.js';
import { listRepositories, listTags, type PageAsked, searchCatalog } from './client/registry-lists.js';
import { RegistriesService } from './registries.service.js';
import { RegistryClients } from './registry-clients.service.js';
import { mayBrowse } from './registry-right.js';
import { RemoteImages } from './remote-images.service.js';

type User = Pick<CurrentUser, 'username' | 'role'>;

/**
 * Looks around in a registry for a user, with the registry's credential where that may be used.
 * All of it @throws RoadsteadError `registry.unknown`, `registry.not-yours`, `registry.wrong-credentials`,
 * `registry.not-answering`, `registry.rate-limited`, `secret.undecryptable`, `fetch.address-refused`
 */
@Injectable()
export class RegistryBrowser {
  constructor(
    private readonly registries: RegistriesService,
    private readonly clients: RegistryClients,
    private readonly images: RemoteImages,
  ) {}

  /** @throws RoadsteadError also `registry.no-catalog` */
  async search(registryId: string, q: string, user: User): Promise<FoundRepositories> {
    const client = await this.#clientFor(registryId, user);
    return client.access.address === DOCKER_HUB ? searchHub(client, HUB_ADDRESSES, q) : searchCatalog(client, q);
  }

  /** @throws RoadsteadError also `registry.no-catalog` */
  async repositories(registryId: string, asked: PageAsked, user: User): Promise<Repositories> {
    return listRepositories(await this.#clientFor(registryId, user), asked);
  }

  /** @throws RoadsteadError also `registry.image-not-found`, `registry.not-shown` */
  async tags(registryId: string, repository: string, asked: PageAsked, user: User): Promise<Tags> {
    const client = await this.#clientFor(registryId, user);
    return listTags(client, fullName(client, repository), asked);
  }

  /** @param reference tag or digest @throws RoadsteadError also `registry.image-not-found`, `registry.not-shown` */
  async image(registryId: string, repository: string, reference: string, user: User): Promise<RemoteImage> {
    const client = await this.#clientFor(registryId, user);
    return this.images.read(client, { repository: fullName(client, repository), reference });
  }

  async #clientFor(registryId: string, user: User): Promise<RegistryClient> {
    const registry = await this.registries.stored(registryId);
    if (registry.password === null || mayBrowse(registry, user)) return this.clients.of(registry);
    throw new RoadsteadError('registry.not-yours', { registry: registry.name, user: user.username });
  }
}

/** `nginx` on Docker Hub is `library/nginx`. */
function fullName({ access }: RegistryClient, repository: string): string {
  return parseReference(`${access.address}/${repository}`).repository;
}
