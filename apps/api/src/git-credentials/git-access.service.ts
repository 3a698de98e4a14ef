import { Injectable } from '@nestjs/common';
import { type BuildSource, gitHostOf, RoadsteadError } from '@roadstead/domain';
import { GitCredentialsRepository, type StoredGitCredential } from './git-credentials.repository.js';
import { GitSecrets } from './git-secrets.js';

type GitSource = Extract<BuildSource, { type: 'git' }>;

/** What opens a repository. For one process of git, and nobody else. */
export interface GitLogin {
  /** Of the credential, for the words of errors. */
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/** With which credential a user's builds fetch a repository. */
@Injectable()
export class GitAccess {
  constructor(
    private readonly credentials: GitCredentialsRepository,
    private readonly secrets: GitSecrets,
  ) {}

  /**
   * The credential that the source names; else the only one for its host that this user may use, and that may be sent
   * there. Undefined: none, as for a public repository.
   * @throws RoadsteadError `git.credential-*`; `request.invalid` where the named one is for another host
   */
  async of({ url, credentialId }: GitSource, username: string): Promise<GitLogin | undefined> {
    const target = gitHostOf(url);
    const chosen =
      credentialId === undefined
        ? target && (await this.#onlyOne(target, username))
        : await this.#named(credentialId, target, username);
    if (chosen === undefined) return undefined;
    const password = this.secrets.open(chosen.id, chosen.password);
    if (password === undefined) throw new RoadsteadError('git.credential-undecryptable', { credential: chosen.name });
    return { name: chosen.name, username: chosen.username, password };
  }

  async #named(id: string, target: ReturnType<typeof gitHostOf>, user: string): Promise<StoredGitCredential> {
    const found = await this.credentials.byId(id);
    if (found === undefined) throw new RoadsteadError('git.credential-unknown', { credential: id });
    const { name: credential, host } = found;
    if (!mayUse(found, user)) throw new RoadsteadError('git.credential-not-allowed', { credential, user });
    if (target?.host !== host) {
      const problem = `credentialId: the Git credential ${credential} is for ${host} over https, and the URL is not`;
      throw new RoadsteadError('request.invalid', { problem });
    }
    if (!maySend(found, target)) throw new RoadsteadError('git.credential-needs-https', { credential });
    return found;
  }

  /** Of several nobody knows which is meant. */
  async #onlyOne(target: NonNullable<ReturnType<typeof gitHostOf>>, user: string) {
    const usable = (await this.credentials.byHost(target.host)).filter(
      (credential) => mayUse(credential, user) && maySend(credential, target),
    );
    return usable.length === 1 ? usable[0] : undefined;
  }
}

function mayUse({ allowedUsers }: StoredGitCredential, user: string): boolean {
  return allowedUsers.length === 0 || allowedUsers.includes(user);
}

function maySend({ allowHttp }: StoredGitCredential, { isSecure }: { isSecure: boolean }): boolean {
  return isSecure || allowHttp;
}
