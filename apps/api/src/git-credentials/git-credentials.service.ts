import { Injectable } from '@nestjs/common';
import type { GitCredential } from '@roadstead/contract';
import { type ActionVerb, RoadsteadError } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { type ActionRecord, ActionsService } from '../audit/actions.service.js';
import { AuthService } from '../auth/auth.service.js';
import type { Caller } from '../hosts/hosts.service.js';
import type { BodyOf } from '../platform/http/route.js';
import { GitCredentialsRepository, type StoredGitCredential } from './git-credentials.repository.js';
import { GitSecrets } from './git-secrets.js';

type Detail = NonNullable<ActionRecord['detail']>;

/** Credentials for Git hosts: taken, encrypted, never given out again. */
@Injectable()
export class GitCredentialsService {
  constructor(
    private readonly credentials: GitCredentialsRepository,
    private readonly secrets: GitSecrets,
    private readonly auth: AuthService,
    private readonly actions: ActionsService,
  ) {}

  /** By name. */
  async list(): Promise<GitCredential[]> {
    return (await this.credentials.list()).map(toGitCredential);
  }

  /** @throws RoadsteadError `git.credential-name-taken`, `request.invalid` for an unknown user */
  create({ password, ...body }: BodyOf<'createGitCredential'>, caller: Caller): Promise<GitCredential> {
    return this.#recorded('git-credential.create', body.name, body, caller, async () => {
      await this.auth.requireUsers(body.allowedUsers);
      const id = uuid();
      const sealed = this.#sealed(id, password);
      const outcome = await this.credentials.create({
        ...body,
        id,
        password: sealed,
        createdBy: caller.user.username,
      });
      if (outcome === 'name-taken') throw new RoadsteadError('git.credential-name-taken', { name: body.name });
      return toGitCredential(await this.#stored(id));
    });
  }

  /** @throws RoadsteadError as `create`, and `git.credential-unknown` */
  async update(id: string, change: BodyOf<'updateGitCredential'>, caller: Caller): Promise<GitCredential> {
    const stored = await this.#stored(id);
    const { password, ...shown } = change;
    const detail = { ...shown, ...(password === undefined ? {} : { newPassword: 'yes' }) };
    return this.#recorded('git-credential.update', stored.name, detail, caller, async () => {
      await this.auth.requireUsers(change.allowedUsers ?? []);
      requirePassword(stored, change);
      const sealed = password === undefined ? {} : { password: this.#sealed(id, password) };
      const outcome = await this.credentials.update(id, { ...shown, ...sealed });
      if (outcome === 'name-taken') throw new RoadsteadError('git.credential-name-taken', { name: change.name ?? '' });
      return toGitCredential(await this.#stored(id));
    });
  }

  /** @throws RoadsteadError `git.credential-unknown` */
  async delete(id: string, caller: Caller): Promise<void> {
    const { name, host } = await this.#stored(id);
    if (!(await this.credentials.delete(id))) return;
    await this.#record('git-credential.delete', name, { host }, caller, 'ok');
  }

  async #stored(id: string): Promise<StoredGitCredential> {
    const found = z.uuid().safeParse(id).success ? await this.credentials.byId(id) : undefined;
    if (found === undefined) throw new RoadsteadError('git.credential-unknown', { credential: id });
    return found;
  }

  #sealed(id: string, password: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.secrets.seal(id, password));
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

/** A password is for one user at one host, and where it is not to be read on the way it does not begin to be later. */
function requirePassword(stored: StoredGitCredential, change: BodyOf<'updateGitCredential'>): void {
  if (change.password !== undefined) return;
  const isElsewhere = change.host !== undefined && change.host !== stored.host;
  const isAnother = change.username !== undefined && change.username !== stored.username;
  if (!isElsewhere && !isAnother) return;
  throw new RoadsteadError('request.invalid', { problem: 'password: enter the password for this user name and host' });
}

function toGitCredential({ password: _password, createdAt, ...row }: StoredGitCredential): GitCredential {
  return { ...row, createdAt: createdAt.toISOString() };
}
