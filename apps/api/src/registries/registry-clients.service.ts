import { Injectable } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { GuardedFetch } from '../platform/fetch/guarded-fetch.js';
import type { RegistryAccess } from './client/registry-access.js';
import { RegistryClient } from './client/registry-client.js';
import type { StoredRegistry } from './registry-rows.js';
import { RegistrySecrets } from './registry-secrets.js';

type Credential = NonNullable<RegistryAccess['credential']>;

/** Opens what is sealed, for those who talk to a registry. */
@Injectable()
export class RegistryClients {
  constructor(
    private readonly secrets: RegistrySecrets,
    private readonly fetcher: GuardedFetch,
  ) {}

  /**
   * @returns undefined where the registry is used without signing in
   * @throws RoadsteadError `secret.undecryptable`
   */
  credentialOf({ id, name, username, password }: StoredRegistry): Credential | undefined {
    if (username === null || password === null) return undefined;
    const opened = this.secrets.open(id, password);
    if (opened === undefined) throw new RoadsteadError('secret.undecryptable', { registry: name });
    return { username, password: opened };
  }

  /** @throws RoadsteadError `secret.undecryptable` */
  of(registry: StoredRegistry): RegistryClient {
    return this.to({ ...registry, credential: this.credentialOf(registry) });
  }

  to({ address, insecure, credential }: RegistryAccess): RegistryClient {
    return new RegistryClient(this.fetcher, { address, insecure, credential });
  }
}
