import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { CurrentUser, LoginBody, UserName } from '@roadstead/contract';
import { isAllowed, type Permission, RoadsteadError, Role } from '@roadstead/domain';
import { z } from 'zod';
import { ActionsService } from '../audit/actions.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { type Credential, readCredential, SESSION_DAYS } from '../platform/http/credentials.js';
import { isOwnOrigin } from '../platform/http/origin.js';
import { AttemptLimits } from './attempt-limits.js';
import { AuthRepository, type Identified } from './auth.repository.js';
import { verifyPassword } from './passwords.js';
import { hashSecret, newSecret } from './secrets.js';

const SocketAuth = z.object({ token: z.string().min(1).optional() });
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const DAY_MS = 86_400_000;
const UNKNOWN_USER = 'unknown user';

@Injectable()
export class AuthService {
  constructor(
    private readonly repository: AuthRepository,
    private readonly limits: AttemptLimits,
    private readonly actions: ActionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Who sends a request or a WebSocket upgrade. One that a browser vouches for with its cookie must come from our own
   * pages, unless it only reads.
   * @throws RoadsteadError `auth.required`, `auth.foreign-origin`
   */
  async authenticateRequest(headers: IncomingHttpHeaders, method = 'GET'): Promise<CurrentUser> {
    const credential = readCredential(headers);
    const onlyReads = SAFE_METHODS.has(method) && headers.upgrade === undefined;
    if (credential?.type === 'session' && !onlyReads) this.requireOwnOrigin(headers);
    return this.#identify(credential);
  }

  /**
   * Who connects a socket: by `auth: { token }`, an API token, or by the session cookie.
   * @throws RoadsteadError `auth.required`, `auth.foreign-origin`
   */
  async authenticateSocket(handshake: { headers: IncomingHttpHeaders; auth: unknown }): Promise<CurrentUser> {
    const { token } = SocketAuth.safeParse(handshake.auth ?? {}).data ?? {};
    if (token !== undefined) return this.#identify({ type: 'api-token', secret: token });
    return this.authenticateRequest({ ...handshake.headers, upgrade: 'websocket' });
  }

  /** All users, by name. */
  userNames(): Promise<UserName[]> {
    return this.repository.userNames();
  }

  /** @param names of users that something is allowed to. @throws RoadsteadError `request.invalid` where there is no such user */
  async requireUsers(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const users = new Set((await this.userNames()).map(({ username }) => username));
    const unknown = names.find((name) => !users.has(name));
    if (unknown === undefined) return;
    throw new RoadsteadError('request.invalid', { problem: `allowedUsers: there is no user ${unknown}` });
  }

  /** @throws RoadsteadError `auth.forbidden` */
  authorize(user: CurrentUser, permission: Permission): void {
    if (!isAllowed(user.role, permission)) throw new RoadsteadError('auth.forbidden', { role: user.role, permission });
  }

  /** @throws RoadsteadError `auth.foreign-origin`, also where a browser would have said its origin and nothing is said */
  requireOwnOrigin(headers: IncomingHttpHeaders): void {
    const { origin } = headers;
    if (origin !== undefined && isOwnOrigin(origin, headers, this.config)) return;
    throw new RoadsteadError('auth.foreign-origin', { origin: origin ?? 'no origin given' });
  }

  /**
   * @returns the user, and the secret for the cookie of the new session
   * @throws RoadsteadError `auth.wrong-credentials`, `auth.rate-limited`
   */
  async login({ username, password }: LoginBody, address: string): Promise<{ user: CurrentUser; secret: string }> {
    const about = hashSecret(username);
    await this.limits.count('login-address', address);
    await this.limits.count('login', address, about);
    const stored = await this.repository.userByName(username);
    const matches = await verifyPassword(stored?.passwordHash, password);
    const outcome = matches ? 'ok' : 'auth.wrong-credentials';
    // What is no user's name may be a password in the wrong field: it is not written down.
    const name = stored?.username ?? UNKNOWN_USER;
    await this.actions.record({ actor: name, address, verb: 'user.login', target: name, outcome });
    if (stored === undefined || !matches) throw new RoadsteadError('auth.wrong-credentials');
    await this.limits.forget('login', address, about);
    await this.limits.takeBack('login-address', address);
    const secret = newSecret();
    await this.repository.createSession(hashSecret(secret), stored.id, new Date(Date.now() + SESSION_DAYS * DAY_MS));
    return { user: toCurrentUser({ user: stored }), secret };
  }

  /** Ends the session that the request came with, if it came with one. */
  async logout(headers: IncomingHttpHeaders, { username }: CurrentUser, address: string): Promise<void> {
    const credential = readCredential(headers);
    if (credential?.type !== 'session') return;
    await this.repository.deleteSession(hashSecret(credential.secret));
    await this.actions.record({ actor: username, address, verb: 'user.logout', target: username, outcome: 'ok' });
  }

  async #identify(credential: Credential | undefined): Promise<CurrentUser> {
    if (credential === undefined) throw new RoadsteadError('auth.required');
    const hash = hashSecret(credential.secret);
    const found =
      credential.type === 'session' ? await this.repository.bySession(hash) : await this.repository.byApiToken(hash);
    if (found === undefined) throw new RoadsteadError('auth.required');
    return toCurrentUser(found);
  }
}

function toCurrentUser({ user: { id, username, role }, roleLimit = role }: Identified): CurrentUser {
  return { id, username, role: lesserRole(role, roleLimit) };
}

/** Roles are listed from the one with most rights to the one with least. */
export function lesserRole(a: Role, b: Role): Role {
  return Role.options.indexOf(a) > Role.options.indexOf(b) ? a : b;
}
