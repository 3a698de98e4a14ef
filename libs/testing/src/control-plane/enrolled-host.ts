import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostId, RoadsteadError } from '@roadstead/domain';
import {
  COMMANDS,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type ContainerLogsRequest,
  type EventName,
  type EventRequest,
  type EventResponse,
  type Heartbeat,
  type Hello,
  type StatsHistory,
  type StatsLive,
  type StreamOpen,
  type TerminalAttach,
  type TerminalEnded,
  unwrap,
} from '@roadstead/protocol';
import type { Socket } from 'socket.io';
import type { WebSocket } from 'ws';
import { TerminalClient } from '../terminal/terminal-client.js';
import { InventoryMirror } from './inventory-mirror.js';
import { JobLedger } from './job-ledger.js';

const COMMAND_TIMEOUT_MS = 15_000;

type EventHandlers = { [K in EventName]: (request: EventRequest<K>) => EventResponse<K> };

/** A host as the control plane sees it: what its agent has told, and the way to it. */
export class EnrolledHost {
  revoked = false;
  readonly inventory = new InventoryMirror();
  readonly jobs = new JobLedger();
  readonly hellos: Hello[] = [];
  readonly heartbeats: Heartbeat[] = [];
  /** Samples that came while a lease was held, in order. */
  readonly liveStats: StatsLive[] = [];
  readonly statsHistory: StatsHistory[] = [];
  readonly endedTerminals: TerminalEnded[] = [];
  /** Events refused once each with this error, before they are looked at. */
  readonly refusals: { event: EventName; error: RoadsteadError }[] = [];
  private readonly tickets = new Map<string, (stream: IncomingMessage) => void>();
  private readonly duplexTickets = new Map<string, (client: WebSocket) => void>();
  private socket?: Socket;

  constructor(
    readonly id: HostId,
    readonly name: string,
    readonly publicKey: string,
    private readonly heartbeatSeconds: number,
  ) {}

  get connected(): boolean {
    return this.socket?.connected ?? false;
  }

  /** The agent's process is gone, or its link was cut: nothing of it is kept but what it told. */
  attach(socket: Socket): void {
    this.socket?.disconnect(true);
    this.socket = socket;
  }

  /** Cuts the connection; the agent comes back by itself. */
  cut(): void {
    this.socket?.disconnect(true);
  }

  revoke(): void {
    this.revoked = true;
    this.cut();
  }

  /** @throws RoadsteadError what the agent refused with; Error when it is not there */
  async command<K extends CommandName>(name: K, request: CommandRequest<K>): Promise<CommandResponse<K>> {
    if (this.socket === undefined) throw new Error('the agent has not connected yet');
    const reply: unknown = await this.socket.timeout(COMMAND_TIMEOUT_MS).emitWithAck(name, request);
    return unwrap(COMMANDS[name].response, reply) as CommandResponse<K>;
  }

  /** Opens a container's log as a byte stream. @throws RoadsteadError what the agent refused with */
  async openLogs(request: Partial<ContainerLogsRequest> & Pick<ContainerLogsRequest, 'containerId'>) {
    const all = { follow: false, stdout: true, stderr: true, timestamps: false };
    return this.openStream({ type: 'container.logs', request: { ...all, ...request } });
  }

  /** @throws RoadsteadError what the agent refused with */
  async openStream(source: StreamOpen['source']) {
    const ticket = randomUUID();
    const stream = new Promise<IncomingMessage>((resolve) => this.tickets.set(ticket, resolve));
    const { mediaType } = await this.command('stream.open', { ticket, source });
    const late = sleep(COMMAND_TIMEOUT_MS, undefined, { ref: false }).then(() => {
      throw new Error('the agent did not dial the stream');
    });
    return { mediaType, stream: await Promise.race([stream, late]) };
  }

  /** Shows a terminal as a page would. @throws RoadsteadError what the agent refused with */
  async attachTerminal(request: Omit<TerminalAttach, 'ticket'>): Promise<TerminalClient> {
    const ticket = randomUUID();
    const dialled = new Promise<TerminalClient>((resolve) => {
      this.duplexTickets.set(ticket, (client) => resolve(new TerminalClient(client)));
    });
    await this.command('terminal.attach', { ...request, ticket });
    const client = await dialled;
    await client.untilTold('attached');
    return client;
  }

  awaits(ticket: string): boolean {
    return this.duplexTickets.has(ticket);
  }

  redeemDuplex(ticket: string, client: WebSocket): void {
    this.duplexTickets.get(ticket)?.(client);
    this.duplexTickets.delete(ticket);
  }

  /** @returns whether the ticket was one of this host's that was not used before */
  redeem(ticket: string, stream: IncomingMessage): boolean {
    const taken = this.tickets.get(ticket);
    this.tickets.delete(ticket);
    taken?.(stream);
    return taken !== undefined;
  }

  take<K extends EventName>(event: K, request: EventRequest<K>): EventResponse<K> {
    const refusal = this.refusals.findIndex((each) => each.event === event);
    if (refusal >= 0) throw this.refusals.splice(refusal, 1)[0]?.error;
    return this.handlers[event](request);
  }

  private readonly handlers: EventHandlers = {
    'agent.hello': (hello) => this.greet(hello),
    'agent.heartbeat': (heartbeat) => this.hear(heartbeat),
    'inventory.snapshot': (snapshot) => this.inventory.takeSnapshot(snapshot),
    'inventory.delta': (delta) => this.inventory.takeDelta(delta),
    'job.event': (event) => {
      this.jobs.take(event);
      return {};
    },
    'stats.live': (stats) => {
      this.liveStats.push(stats);
      return {};
    },
    'history.stats': (history) => {
      this.statsHistory.push(history);
      return {};
    },
    'terminal.ended': (ended) => {
      this.endedTerminals.push(ended);
      return {};
    },
  };

  private greet(hello: Hello): EventResponse<'agent.hello'> {
    this.hellos.push(hello);
    const { applied } = this.inventory;
    return {
      hostName: this.name,
      heartbeatSeconds: this.heartbeatSeconds,
      ...(applied && { applied: { epoch: applied.epoch, sequence: applied.applied } }),
    };
  }

  /** A view at the same position with another hash is drift. */
  private hear(heartbeat: Heartbeat): EventResponse<'agent.heartbeat'> {
    this.heartbeats.push(heartbeat);
    const { view } = heartbeat;
    const { applied, hash } = this.inventory;
    const samePlace = view !== undefined && applied?.epoch === view.epoch && applied.applied === view.sequence;
    return { resync: samePlace && hash !== view.hash };
  }
}
