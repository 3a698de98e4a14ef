import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { API_PREFIX, type CurrentUser, type ErrorReply, ROUTES } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { SOCKET_PATH } from '@roadstead/protocol';
import { WebSocketServer } from 'ws';
import { AuthService } from '../auth/auth.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { clientAddress } from '../platform/http/forwarded.js';
import { LogSocket } from './log-socket.js';
import { type LogsRequest, LogsService } from './logs.service.js';

const { path, permission, query: Query } = ROUTES.containerLogs;
/** The logs route's own path, as a pattern. */
const LOGS_PATH = new RegExp(`^${API_PREFIX}${path.replace(/:(\w+)/g, '(?<$1>[^/]{1,200})')}$`);
/** A client sends credits, of some forty bytes. */
const MAX_MESSAGE_BYTES = 1024;

/** WebSockets on the path of the logs route. socket.io shares the server: its path is left to it, any other is refused. */
@Injectable()
export class LogSocketGateway implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly auth: AuthService,
    private readonly logs: LogsService,
    private readonly errors: ErrorReplies,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.adapter.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.startsWith(`${SOCKET_PATH}/`)) return;
      void this.#upgrade(request, socket, head);
    });
  }

  onModuleDestroy(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignore = () => undefined;
    socket.on('error', ignore);
    try {
      const ask = await this.#admit(request);
      socket.off('error', ignore);
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        void new LogSocket(client, {
          open: () => this.logs.open(ask),
          stillAllowed: () => this.#reader(request),
          describe: (error) => this.errors.of(error, 'logs socket'),
        }).serve();
      });
    } catch (error) {
      refuse(socket, this.errors.of(error, 'logs upgrade'));
    }
  }

  /** @throws RoadsteadError, ZodError */
  async #admit(request: IncomingMessage): Promise<LogsRequest> {
    const [pathname = '', search = ''] = (request.url ?? '').split('?', 2);
    const { hostId, containerId } = LOGS_PATH.exec(pathname)?.groups ?? {};
    if (hostId === undefined || containerId === undefined)
      throw new RoadsteadError('route.unknown', { path: pathname });
    const user = await this.#reader(request);
    const address = clientAddress(request.headers, request.socket.remoteAddress, this.config);
    const query = Query.parse(Object.fromEntries(new URLSearchParams(search)));
    return { hostId, containerId, query, actor: user.username, address };
  }

  /** A browser's page must be our own, whichever credential it shows. */
  async #reader(request: IncomingMessage): Promise<CurrentUser> {
    if (request.headers.origin !== undefined) this.auth.requireOwnOrigin(request.headers);
    const user = await this.auth.authenticateRequest(request.headers);
    this.auth.authorize(user, permission);
    return user;
  }
}

/** Answers an upgrade as the REST route would have answered. */
function refuse(socket: Duplex, error: RoadsteadError): void {
  const body = JSON.stringify({ error: error.toBody() } satisfies ErrorReply);
  const headers = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close'];
  socket.end(`HTTP/1.1 ${error.status} Refused\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}
