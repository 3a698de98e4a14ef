import { randomUUID } from 'node:crypto';
import { RoadsteadError } from '@roadstead/domain';
import { type CommandHandlers, type Hello, type HelloReply, PROTOCOL_VERSION } from '@roadstead/protocol';
import { serveCommands } from '../commands/serve-commands.js';
import { ConfigError } from '../config/agent-config.js';
import type { Logger } from '../config/logger.js';
import { Backoff } from './backoff.js';
import { connectSocket } from './connect-socket.js';
import type { ControlPlaneHttp } from './control-plane-http.js';
import type { Enrolment } from './enrolment.js';
import type { Identity } from './identity-store.js';
import { type LinkUser, SocketLink } from './link.js';
import { pause } from './pause.js';

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** Between two tries when only a person can mend the matter; up to as much again of jitter. */
const REFUSED_RETRY_MS = 60_000;

/** Refusals that mean "not this identity": a join token that was not spent yet gives a new one. */
const IDENTITY_REFUSALS = ['agent.revoked', 'agent.unauthenticated', 'host.unknown'];

export interface ControlPlaneOptions {
  readonly url: string;
  readonly agentVersion: string;
  readonly enrolment: Enrolment;
  readonly http: ControlPlaneHttp;
  readonly handlers: CommandHandlers;
  /** What to say first on each connection. */
  readonly hello: () => Hello;
  /** Told of each connection after its hello, in this order, and of its end. */
  readonly users: readonly LinkUser<HelloReply>[];
  readonly log: Logger;
}

/**
 * Keeps one connection to the control plane.
 *
 * ```
 *  challenge ─▶ signed connect ─▶ hello ─▶ users told ─▶ … ─▶ ended ─▶ users told ─▶ back-off ─▶ challenge
 *      └────────────┴───── refused: said once, tried again every minute or two ───────────────────▲
 * ```
 */
export class ControlPlane {
  /** New at each start of this process: a second one under the same identity is a cloned host. */
  private readonly instanceId = randomUUID();
  private readonly backoff = new Backoff(FIRST_RETRY_MS, MAX_RETRY_MS);
  private identity?: Identity;
  private lastProblem?: string;

  constructor(private readonly options: ControlPlaneOptions) {}

  /** Runs until stopped. @throws ConfigError where the agent cannot go on without a person. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.connectOnce(signal);
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        await this.recover(error as Error, signal);
        continue;
      }
      await pause(this.backoff.next(), signal);
    }
  }

  private async connectOnce(signal: AbortSignal): Promise<void> {
    const { http, url, agentVersion, handlers, users, log } = this.options;
    this.identity ??= await this.options.enrolment.identity(signal);
    const { hostId } = this.identity;
    const nonce = await http.challenge({ hostId }, signal);
    const signature = this.identity.signChallenge(nonce);
    const auth = {
      hostId,
      nonce,
      signature,
      protocolVersion: PROTOCOL_VERSION,
      agentVersion,
      instanceId: this.instanceId,
    };
    const socket = await connectSocket(url, auth, (made) => serveCommands(made, handlers, log), signal);
    const link = new SocketLink(socket);
    const close = () => link.close();
    signal.addEventListener('abort', close);
    try {
      const welcome = await link.emit('agent.hello', this.options.hello());
      this.backoff.reset();
      this.lastProblem = undefined;
      log.info({ host: welcome.hostName }, 'connected');
      for (const user of users) user.connected(link, welcome);
      const reason = await link.end;
      if (!signal.aborted) log.warn({ reason }, 'disconnected');
    } finally {
      signal.removeEventListener('abort', close);
      link.close();
      for (const user of users) user.disconnected();
    }
  }

  /** Says what is wrong, once for each kind of trouble, and waits before the next try. */
  private async recover(error: Error, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const problem = await this.renewIdentity(error, signal);
    if (problem === undefined) return;
    const refused = problem instanceof RoadsteadError && !problem.retryable;
    if (this.lastProblem !== problem.message) {
      this.lastProblem = problem.message;
      const next = refused ? 'the agent stays up and asks again every minute or two' : 'trying again';
      const code = problem instanceof RoadsteadError ? problem.code : undefined;
      this.options.log[refused ? 'error' : 'warn']({ code }, `${problem.message} (${next})`);
    }
    await pause(refused ? REFUSED_RETRY_MS * (1 + Math.random()) : this.backoff.next(), signal);
  }

  /** @returns what is still wrong; undefined when a new identity took the place of a refused one */
  private async renewIdentity(error: Error, signal: AbortSignal): Promise<Error | undefined> {
    const refused = error instanceof RoadsteadError && IDENTITY_REFUSALS.includes(error.code);
    if (this.identity === undefined || !refused) return error;
    try {
      const renewed = await this.options.enrolment.renew(this.identity, signal);
      if (renewed === undefined) return error;
      this.identity = renewed;
      return undefined;
    } catch (problem) {
      return problem as Error;
    }
  }
}
