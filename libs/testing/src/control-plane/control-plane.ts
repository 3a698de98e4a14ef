import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto';
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { json } from 'node:stream/consumers';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import {
  AGENT_NAMESPACE,
  AGENT_PATHS,
  ChallengeRequest,
  ConnectAuth,
  challengeMessage,
  EnrolRequest,
  EVENTS,
  type EventName,
  type EventRequest,
  PROTOCOL_VERSION,
  refuse,
  SOCKET_PATH,
  succeed,
} from '@roadstead/protocol';
import { Server, type Socket } from 'socket.io';
import { WebSocketServer } from 'ws';
import { waitFor } from '../stack/wait-for.js';
import { EnrolledHost } from './enrolled-host.js';

export interface ControlPlaneOptions {
  /** @default 0.5 */
  heartbeatSeconds?: number;
  /** Other than the real one, the agent is refused. */
  protocolVersion?: number;
}

/**
 * The agent's side of the API, in this process and without its stores: enrolment, signed connects, every event of the
 * catalog parsed and answered, commands, and stream tickets. What the API does with it all is not here.
 */
export interface ControlPlane {
  readonly url: string;
  /** All that have enrolled, in order. */
  readonly hosts: readonly EnrolledHost[];
  /** Connects that were refused: how often a refused agent has asked again. */
  readonly refusedConnects: number;
  /** A token that serves once. */
  joinToken(): string;
  /**
   * Bytes for a job or a stream, for whoever shows the token that this returns.
   * @param give answers the request; called anew for each
   */
  offerInput(give: (response: ServerResponse) => void): string;
  /** The newest host, once its agent is connected and its first list is there. */
  untilListed(): Promise<EnrolledHost>;
  /** The process is gone: its port is closed, its connections are cut. */
  goAway(): Promise<void>;
  /** It listens again at the same address; what agents told is still known, as from a database. */
  comeBack(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const controlPlane = new LocalControlPlane(options);
  await controlPlane.comeBack();
  return controlPlane;
}

class LocalControlPlane implements ControlPlane {
  readonly hosts: EnrolledHost[] = [];
  refusedConnects = 0;
  private readonly tokens = new Map<string, 'fresh' | 'used'>();
  private readonly nonces = new Map<string, HostId>();
  private readonly inputs = new Map<string, (response: ServerResponse) => void>();
  private port = 0;
  private readonly duplexes = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  private http?: HttpServer;
  private sockets?: Server;

  constructor(private readonly options: ControlPlaneOptions) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  joinToken(): string {
    const token = randomBytes(16).toString('hex');
    this.tokens.set(token, 'fresh');
    return token;
  }

  offerInput(give: (response: ServerResponse) => void): string {
    const token = randomBytes(16).toString('hex');
    this.inputs.set(token, give);
    return token;
  }

  async untilListed(): Promise<EnrolledHost> {
    return waitFor(() => {
      const host = this.hosts.at(-1);
      return host?.connected && host.inventory.applied && host;
    }, 'a host with its list');
  }

  async comeBack(): Promise<void> {
    const http = createServer((request, response) => void this.answer(request, response));
    this.http = http;
    this.sockets = new Server(http, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      maxHttpBufferSize: 4 * 1024 * 1024,
      destroyUpgrade: false,
    });
    http.on('upgrade', (request, socket, head) => {
      if (request.url === AGENT_PATHS.duplex) this.takeDuplex(request, socket, head);
    });
    const agents = this.sockets.of(AGENT_NAMESPACE);
    agents.use((socket, next) => next(this.refusal(socket)));
    agents.on('connection', (socket) => this.serve(socket));
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (http.address() as AddressInfo).port;
  }

  async goAway(): Promise<void> {
    this.sockets?.disconnectSockets(true);
    for (const client of this.duplexes.clients) client.terminate();
    this.http?.closeAllConnections();
    await this.sockets?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.goAway();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.url === AGENT_PATHS.stream && request.method === 'GET') return this.giveInput(request, response);
      if (request.url === AGENT_PATHS.stream) return this.takeStream(request, response);
      if (request.url === AGENT_PATHS.jobInput) return this.giveInput(request, response);
      const reply = this.routes[request.url ?? '']?.(await json(request));
      if (reply === undefined) throw new RoadsteadError('route.unknown', { path: request.url ?? '' });
      sendJson(response, 200, reply);
    } catch (error) {
      const told =
        error instanceof RoadsteadError ? error : new RoadsteadError('request.invalid', { problem: String(error) });
      sendJson(response, told.status, { error: told.toBody() });
    }
  }

  private readonly routes: Record<string, (body: unknown) => object> = {
    [AGENT_PATHS.enrol]: (body) => this.enrol(EnrolRequest.parse(body)),
    [AGENT_PATHS.challenge]: (body) => this.challenge(ChallengeRequest.parse(body)),
  };

  private enrol({ token, publicKey, protocolVersion, hostname }: EnrolRequest): object {
    this.refuseOtherProtocol(protocolVersion);
    const known = this.hosts.find((host) => host.publicKey === publicKey && !host.revoked);
    if (known !== undefined) return { hostId: known.id, name: known.name };
    const state = this.tokens.get(token);
    if (state === undefined) throw new RoadsteadError('join-token.unknown');
    if (state === 'used') throw new RoadsteadError('join-token.used');
    this.tokens.set(token, 'used');
    const { heartbeatSeconds = 0.5 } = this.options;
    const host = new EnrolledHost(randomUUID() as HostId, hostname, publicKey, heartbeatSeconds);
    this.hosts.push(host);
    return { hostId: host.id, name: host.name };
  }

  private challenge({ hostId }: ChallengeRequest): object {
    const nonce = randomBytes(16).toString('base64url');
    this.nonces.set(nonce, hostId);
    return { nonce };
  }

  private refuseOtherProtocol(agentVersion: number): void {
    const { protocolVersion: apiVersion = PROTOCOL_VERSION } = this.options;
    if (agentVersion !== apiVersion) throw new RoadsteadError('agent.protocol-mismatch', { agentVersion, apiVersion });
  }

  /** @returns what a connect is refused with, socket.io's way */
  private refusal(socket: Socket): Error | undefined {
    try {
      socket.data = this.authenticate(ConnectAuth.parse(socket.handshake.auth));
      return undefined;
    } catch (error) {
      this.refusedConnects += 1;
      const told = error instanceof RoadsteadError ? error : new RoadsteadError('agent.unauthenticated');
      return Object.assign(new Error(told.message), { data: told.toBody() });
    }
  }

  private authenticate({ hostId, nonce, signature, protocolVersion }: ConnectAuth): EnrolledHost {
    this.refuseOtherProtocol(protocolVersion);
    const host = this.hosts.find(({ id }) => id === hostId);
    const isFresh = this.nonces.get(nonce) === hostId && this.nonces.delete(nonce);
    if (host === undefined || !isFresh || !hasSigned(host.publicKey, challengeMessage(hostId, nonce), signature)) {
      throw new RoadsteadError('agent.unauthenticated');
    }
    if (host.revoked) throw new RoadsteadError('agent.revoked');
    return host;
  }

  private serve(socket: Socket): void {
    const host = socket.data as EnrolledHost;
    host.attach(socket);
    for (const event of Object.keys(EVENTS) as EventName[]) {
      socket.on(event, (payload: unknown, acknowledge: (reply: unknown) => void) => {
        acknowledge(replyTo(host, event, payload));
      });
    }
  }

  private giveInput(request: IncomingMessage, response: ServerResponse): void {
    const give = this.inputs.get(bearerOf(request));
    if (give === undefined) throw new RoadsteadError('job.input-denied');
    give(response);
  }

  private takeDuplex(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = bearerOf(request);
    const host = this.hosts.find((each) => each.awaits(ticket));
    if (host === undefined) socket.end('HTTP/1.1 401 Refused\r\nconnection: close\r\n\r\n');
    else this.duplexes.handleUpgrade(request, socket, head, (client) => host.redeemDuplex(ticket, client));
  }

  /** The body is the test's to read; the answer comes when it has ended. */
  private takeStream(request: IncomingMessage, response: ServerResponse): void {
    const ticket = bearerOf(request);
    if (!this.hosts.some((host) => host.redeem(ticket, request))) throw new RoadsteadError('stream.ticket-invalid');
    request.once('end', () => response.writeHead(204).end());
  }
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function replyTo<K extends EventName>(host: EnrolledHost, event: K, payload: unknown) {
  try {
    return succeed(host.take(event, EVENTS[event].request.parse(payload) as EventRequest<K>));
  } catch (error) {
    return refuse(
      error instanceof RoadsteadError ? error : new RoadsteadError('request.invalid', { problem: String(error) }),
    );
  }
}

function hasSigned(publicKey: string, message: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(message), key, Buffer.from(signature, 'base64'));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
