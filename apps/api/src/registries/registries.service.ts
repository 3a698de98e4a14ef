import { Injectable } from '@nestjs/common';
import type { Registry, RegistryCheck } from '@roadstead/contract';
import { type ActionVerb, HostId, RoadsteadError } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { type ActionRecord, ActionsService } from '../audit/actions.service.js';
import { AuthService } from '../auth/auth.service.js';
import { type Caller, HostsService } from '../hosts/hosts.service.js';
import type { BodyOf } from '../platform/http/route.js';
import type { RegistryAccess } from './client/registry-access.js';
import { RegistriesRepository, type RegistryChange } from './registries.repository.js';
import { RegistryChecks } from './registry-checks.service.js';
import { RegistryClients } from './registry-clients.service.js';
import { credentialEdit } from './registry-edit.js';
import { type StoredRegistry, toRegistry } from './registry-rows.js';
import { RegistrySecrets } from './registry-secrets.js';

type Detail = NonNullable<ActionRecord['detail']>;
type Limits = Partial<Pick<RegistryChange, 'allowedUsers' | 'allowedHostIds'>>;
type AccessChange = Pick<RegistryChange, 'address' | 'insecure' | 'username' | 'password' | 'lastCheck'>;

@Injectable()
export class RegistriesService {
  constructor(
    private readonly registries: RegistriesRepository,
    private readonly checks: RegistryChecks,
    private readonly clients: RegistryClients,
    private readonly secrets: RegistrySecrets,
    private readonly hosts: HostsService,
    private readonly auth: AuthService,
    private readonly actions: ActionsService,
  ) {}

  /** By name. */
  async list(): Promise<Registry[]> {
    return (await this.registries.list()).map(toRegistry);
  }

  /** @throws RoadsteadError `registry.unknown` */
  async get(id: string): Promise<Registry> {
    return toRegistry(await this.stored(id));
  }

  /** With its sealed password, for those who talk to it. @throws RoadsteadError `registry.unknown` */
  async stored(id: string): Promise<StoredRegistry> {
    const registry = z.uuid().safeParse(id).success ? await this.registries.byId(id) : undefined;
    if (registry === undefined) throw new RoadsteadError('registry.unknown', { registry: id });
    return registry;
  }

  /**
   * @throws RoadsteadError what the check found, where a credential is given; `registry.name-taken`, `host.unknown`,
   * `request.invalid` for an unknown user
   */
  create({ acceptUnreachable, password, ...body }: BodyOf<'createRegistry'>, caller: Caller): Promise<Registry> {
    return this.#recorded('registry.create', body.name, body, caller, async () => {
      await this.#requireKnown(body);
      const id = uuid();
      const { username } = body;
      const credential = username === undefined || password === undefined ? undefined : { username, password };
      const lastCheck = await this.checks.beforeKeeping({ ...body, credential }, acceptUnreachable);
      const outcome = await this.registries.create({
        ...body,
        id,
        ...this.#sealed(id, credential),
        lastCheck,
        createdBy: caller.user.username,
      });
      if (outcome === 'name-taken') throw new RoadsteadError('registry.name-taken', { name: body.name });
      return this.get(id);
    });
  }

  /** @throws RoadsteadError as `create`, and `registry.unknown`, `secret.undecryptable` */
  async update(id: string, change: BodyOf<'updateRegistry'>, caller: Caller): Promise<Registry> {
    const stored = await this.stored(id);
    const { acceptUnreachable: _, password, ...shown } = change;
    const detail = { ...shown, ...(password === undefined ? {} : { newPassword: 'yes' }) };
    return this.#recorded('registry.update', stored.name, detail, caller, async () => {
      await this.#requireKnown(change);
      const { name, allowedUsers, allowedHostIds } = change;
      const access = await this.#changedAccess(stored, change);
      const outcome = await this.registries.update(id, { name, allowedUsers, allowedHostIds, ...access });
      if (outcome === 'name-taken') throw new RoadsteadError('registry.name-taken', { name: name ?? stored.name });
      return this.get(id);
    });
  }

  /** @throws RoadsteadError `registry.unknown` */
  async delete(id: string, caller: Caller): Promise<void> {
    const { name, address } = await this.stored(id);
    if (!(await this.registries.delete(id))) return;
    await this.#record('registry.delete', name, { address }, caller, 'ok');
  }

  /** Asks the registry now. @throws RoadsteadError `registry.unknown` */
  async check(id: string, caller: Caller): Promise<RegistryCheck> {
    const stored = await this.stored(id);
    const lastCheck = await this.checks.run(() => this.clients.of(stored));
    await this.registries.update(id, { lastCheck });
    await this.#record('registry.check', stored.name, {}, caller, lastCheck.problem?.code ?? 'ok');
    return lastCheck;
  }

  /** All of it or nothing, so that of two changes at a time no mixture is kept. Nothing where a change leaves it alone. */
  async #changedAccess(stored: StoredRegistry, change: BodyOf<'updateRegistry'>): Promise<AccessChange | undefined> {
    const { address = stored.address, insecure = stored.insecure } = change;
    const edit = credentialEdit(stored, change);
    if (edit.type === 'keep' && address === stored.address && insecure === stored.insecure) return undefined;
    const credential =
      edit.type === 'replace' ? edit.credential : edit.type === 'keep' ? this.clients.credentialOf(stored) : undefined;
    const lastCheck = await this.checks.beforeKeeping({ address, insecure, credential }, change.acceptUnreachable);
    return { address, insecure, ...this.#sealed(stored.id, credential), lastCheck };
  }

  #sealed(id: string, credential: RegistryAccess['credential']): Pick<RegistryChange, 'username' | 'password'> {
    if (credential === undefined) return { username: null, password: null };
    return { username: credential.username, password: new Uint8Array(this.secrets.seal(id, credential.password)) };
  }

  /** @throws RoadsteadError `host.unknown`, `request.invalid` */
  async #requireKnown({ allowedUsers = [], allowedHostIds = [] }: Limits): Promise<void> {
    const known = new Set(
      (await this.hosts.list(allowedHostIds.map((id) => HostId.parse(id)))).map(({ id }) => id as string),
    );
    const unknownHost = allowedHostIds.find((id) => !known.has(id));
    if (unknownHost !== undefined) throw new RoadsteadError('host.unknown', { host: unknownHost });
    await this.auth.requireUsers(allowedUsers);
  }

  /** Keeps in the log of actions what was tried, also where it failed. */
  #recorded<T>(
    verb: ActionVerb,
    target: string,
    detail: Detail,
    { user, address }: Caller,
    work: () => Promise<T>,
  ): Promise<T> {
    return this.actions.recorded({ actor: user.username, address, verb, target, detail }, work);
  }

  #record(verb: ActionVerb, target: string, detail: Detail, { user, address }: Caller, outcome: string): Promise<void> {
    return this.actions.record({ actor: user.username, address, verb, target, detail, outcome });
  }
}
