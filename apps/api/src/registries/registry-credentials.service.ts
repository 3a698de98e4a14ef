import { Injectable } from '@nestjs/common';
import {
  isOfRegistry,
  type JobKind,
  type JobParams,
  parseReference,
  RoadsteadError,
  registryReferences,
} from '@roadstead/domain';
import type { RegistryCredential } from '@roadstead/protocol';
import { RegistriesRepository } from './registries.repository.js';
import { RegistryClients } from './registry-clients.service.js';
import { mayUseOn } from './registry-right.js';
import type { StoredRegistry } from './registry-rows.js';

/** A job, or many alike on many hosts, whose user wants credentials. */
export interface CredentialRequest<K extends JobKind = JobKind> {
  readonly kind: K;
  readonly params: JobParams<K>;
  readonly username: string;
}

interface Place {
  readonly id: string;
  /** For the words of an error. */
  readonly name: string;
}

/** Registries that a job may need, whoever may use them. */
interface Candidates {
  /** Those that it names. */
  readonly named: readonly StoredRegistry[];
  /** Those with the address of a reference for which it names none. */
  readonly byAddress: readonly StoredRegistry[];
}

/** Which credentials a job gets. They are given to the one agent, in the one command, and kept nowhere else. */
@Injectable()
export class RegistryCredentials {
  constructor(
    private readonly registries: RegistriesRepository,
    private readonly clients: RegistryClients,
  ) {}

  /**
   * Credentials of the registries that a job names, and for each reference whose registry it does not name, that of the
   * only registry with this address which its user may use on its host. At most one for an address.
   * @throws RoadsteadError `registry.unknown`, `registry.not-allowed`, `secret.undecryptable`, `request.invalid` where a
   * named registry has another address than the reference
   */
  async forJob({
    hostId,
    hostName,
    ...request
  }: CredentialRequest & { hostId: string; hostName: string }): Promise<RegistryCredential[]> {
    const candidates = await this.#candidates(request);
    return choose(candidates, request.username, { id: hostId, name: hostName }).flatMap((registry) => {
      const credential = this.clients.credentialOf(registry);
      return credential === undefined ? [] : [{ serverAddress: registry.address, ...credential }];
    });
  }

  /** Whether jobs like this would get their credentials on all of these hosts. @throws RoadsteadError as `forJob` */
  async require(request: CredentialRequest, hosts: readonly Place[]): Promise<void> {
    const candidates = await this.#candidates(request);
    const chosen = new Set(hosts.flatMap((host) => choose(candidates, request.username, host)));
    for (const registry of chosen) this.clients.credentialOf(registry);
  }

  /** The registry with whose credential such a pull would be made, if there is one. @throws RoadsteadError as `forJob` */
  async ofPull(params: JobParams<'image.pull'>, username: string, host: Place): Promise<StoredRegistry | undefined> {
    return choose(await this.#candidates({ kind: 'image.pull', params, username }), username, host)[0];
  }

  async #candidates({ kind, params }: CredentialRequest): Promise<Candidates> {
    const references = registryReferences(kind, params);
    const named = await Promise.all(namedRegistries(kind, params).map((id) => this.#require(id)));
    // A build may name registries for its base images, too.
    if (kind !== 'image.build') for (const registry of named) requireAddress(registry, references);
    const known = named.map(({ address }) => address);
    const others = references
      .map((text) => parseReference(text).registry)
      .filter((address) => !known.includes(address));
    return { named, byAddress: others.length === 0 ? [] : await this.registries.byAddresses(others) };
  }

  async #require(id: string): Promise<StoredRegistry> {
    const registry = await this.registries.byId(id);
    if (registry === undefined) throw new RoadsteadError('registry.unknown', { registry: id });
    return registry;
  }
}

/** @throws RoadsteadError `registry.not-allowed` for a named one */
function choose({ named, byAddress }: Candidates, user: string, host: Place): StoredRegistry[] {
  const refused = named.find((registry) => !mayUseOn(registry, user, host.id));
  if (refused !== undefined) {
    throw new RoadsteadError('registry.not-allowed', { registry: refused.name, user, host: host.name });
  }
  const usable = byAddress.filter((registry) => mayUseOn(registry, user, host.id));
  // Of several with one address nobody knows which is meant.
  const onlyOnes = usable.filter(({ address }) => usable.filter((other) => other.address === address).length === 1);
  const firstNamed = named.filter(({ address }, i) => named.findIndex((other) => other.address === address) === i);
  return [...firstNamed, ...onlyOnes];
}

function namedRegistries(kind: JobKind, params: JobParams<JobKind>): readonly string[] {
  if (kind === 'image.build') return (params as JobParams<'image.build'>).registryIds ?? [];
  const { registryId } = params as { registryId?: string };
  // One that neither pulls nor pushes has no use for a credential.
  return registryId === undefined || registryReferences(kind, params).length === 0 ? [] : [registryId];
}

function requireAddress({ name, address }: StoredRegistry, references: readonly string[]): void {
  const other = references.find((reference) => !isOfRegistry(reference, address));
  if (other === undefined) return;
  const problem = `registryId: the registry ${name} is at ${address}, and ${other} is not`;
  throw new RoadsteadError('request.invalid', { problem });
}
