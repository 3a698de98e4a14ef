import { Inject } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_NAMESPACE, EVENTS, type EventName, type Reply, refuse, succeed } from '@roadstead/protocol';
import type { Namespace, Socket } from 'socket.io';
import { z } from 'zod';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { clientAddress } from '../platform/http/forwarded.js';
import { InOrder } from '../platform/in-order.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { AgentAuthenticator } from './agent-authenticator.js';
import { AgentEvents, type EventSender } from './agent-events.js';
import { AgentSockets, agentRoom } from './agent-sockets.service.js';
import { IdentityWatch } from './identity-watch.js';
import { PresenceService } from './presence.service.js';

/** Events of one agent that may wait at once. An agent keeps a window far below; one that does not is cut off. */
const MAX_WAITING = 500;
/** Characters of messages that came in while others of the same agent waited. It, too, keeps far below. */
const MAX_BACKLOG = 64 * 1024 * 1024;

type AgentSocket = Socket<Record<string, never>, Record<string, never>, Record<string, never>, EventSender>;

/** The control channel of agents: signed connects, then the events of the catalog, each acknowledged with a reply. */
@WebSocketGateway({ namespace: AGENT_NAMESPACE })
export class AgentGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<AgentSocket> {
  #namespace: Namespace | undefined;
  readonly #inOrder = new InOrder<string>();

  constructor(
    private readonly sockets: AgentSockets,
    private readonly authenticator: AgentAuthenticator,
    private readonly identities: IdentityWatch,
    private readonly agentEvents: AgentEvents,
    private readonly presence: PresenceService,
    private readonly replies: ErrorReplies,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  afterInit(namespace: Namespace): void {
    this.#namespace = namespace;
    this.sockets.attach(namespace);
    namespace.use((socket, next) => {
      this.#authenticate(namespace, socket).then(
        () => next(),
        (error: unknown) => next(this.#refusal(error, socket)),
      );
    });
  }

  async handleConnection(socket: AgentSocket): Promise<void> {
    const { hostId, hostName, instanceId, address } = socket.data;
    this.#takeEvents(socket);
    socket.once('disconnect', (reason) => {
      this.logger.info({ hostId, hostName, reason }, 'agent disconnected');
      if (this.#isGone(hostId)) this.presence.forget(hostId);
    });
    this.logger.info({ hostId, hostName, instanceId, address }, 'agent connected');
    await socket.join(agentRoom(hostId));
    try {
      if (this.#namespace) await this.identities.displaceOthers(this.#namespace, socket, socket.data);
    } catch (error) {
      this.logger.warn({ err: error, hostId }, 'other processes could not be asked for older sockets of this host');
    }
  }

  async #authenticate(namespace: Namespace, socket: AgentSocket): Promise<void> {
    const agent = await this.authenticator.authenticate(socket.handshake.auth);
    const { headers, address: peer } = socket.handshake;
    const address = clientAddress(headers, peer, this.config) ?? peer;
    await this.identities.refuseClone(namespace, agent, address);
    socket.data = { ...agent, address };
  }

  /** socket.io sends `data` of the error to the agent. */
  #refusal(error: unknown, socket: AgentSocket): Error {
    const told = this.replies.of(error, 'connect of an agent');
    this.logger.info({ address: socket.handshake.address, code: told.code }, 'agent refused');
    return Object.assign(new Error(told.message), { data: told.toBody() });
  }

  #takeEvents(socket: AgentSocket): void {
    let waiting = 0;
    let backlog = 0;
    socket.conn.on('packet', ({ data }: { data?: unknown }) => {
      if (typeof data === 'string') backlog += data.length;
    });
    for (const name of Object.keys(EVENTS) as EventName[]) {
      socket.on(
        name as never,
        ((payload: unknown, acknowledge: unknown) => {
          if (typeof acknowledge !== 'function') return;
          waiting += 1;
          if (waiting > MAX_WAITING || backlog > MAX_BACKLOG) {
            this.logger.warn({ hostId: socket.data.hostId }, 'an agent sent more than it may at once; cut off');
            socket.disconnect(true);
            return;
          }
          const family = `${socket.data.hostId} ${name.split('.')[0]}`;
          void this.#inOrder
            .run(family, () => this.#handle(name, socket.data, payload))
            .then((reply) => {
              waiting -= 1;
              if (waiting === 0) backlog = 0;
              acknowledge(reply);
            });
        }) as never,
      );
    }
  }

  async #handle<K extends EventName>(name: K, sender: EventSender, payload: unknown): Promise<Reply<unknown>> {
    try {
      const parsed = EVENTS[name].request.safeParse(payload);
      if (!parsed.success)
        throw new RoadsteadError('request.invalid', { problem: z.prettifyError(parsed.error).slice(0, 1000) });
      return succeed(await this.agentEvents.handlers[name](sender, parsed.data as never));
    } catch (error) {
      return refuse(this.replies.of(error, `${name} of host ${sender.hostName}`));
    }
  }

  #isGone(hostId: EventSender['hostId']): boolean {
    return !this.#namespace?.adapter.rooms.has(agentRoom(hostId));
  }
}
