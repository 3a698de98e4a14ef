import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ErrorReply } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { SOCKET_PATH } from '@roadstead/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { ErrorReplies } from '../errors/error-replies.js';

/** A path on which WebSockets are taken. */
export interface SocketRoute {
  /** Of the whole path, without the query. */
  readonly path: RegExp;
  /** A client that sends a longer message is cut off. */
  readonly maxMessageBytes: number;
  /**
   * Lets a client in. Before it has resolved nothing is said to the client; what it throws is answered as a REST route
   * would have answered it.
   * @returns what to do with the socket
   */
  readonly admit: (
    request: IncomingMessage,
    parameters: Record<string, string | undefined>,
  ) => Promise<(client: WebSocket) => void>;
}

/** WebSockets by their paths. socket.io shares the server: its path is left to it, any other is refused. */
@Injectable()
export class Upgrades implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #routes: { route: SocketRoute; sockets: WebSocketServer }[] = [];

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly errors: ErrorReplies,
  ) {}

  /** Called before the application listens. */
  serve(route: SocketRoute): void {
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: route.maxMessageBytes,
      perMessageDeflate: false,
    });
    this.#routes.push({ route, sockets });
  }

  onApplicationBootstrap(): void {
    const server = this.adapter.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.startsWith(`${SOCKET_PATH}/`)) return;
      void this.#upgrade(request, socket, head);
    });
  }

  onModuleDestroy(): void {
    for (const { sockets } of this.#routes) {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignore = () => undefined;
    socket.on('error', ignore);
    try {
      const [pathname = ''] = (request.url ?? '').split('?', 1);
      const served = this.#routes.find(({ route }) => route.path.test(pathname));
      if (served === undefined) throw new RoadsteadError('route.unknown', { path: pathname });
      const take = await served.route.admit(request, served.route.path.exec(pathname)?.groups ?? {});
      socket.off('error', ignore);
      served.sockets.handleUpgrade(request, socket, head, take);
    } catch (error) {
      refuse(socket, this.errors.of(error, 'a WebSocket upgrade'));
    }
  }
}

/** Answers an upgrade as the REST route would have answered. */
function refuse(socket: Duplex, error: RoadsteadError): void {
  const body = JSON.stringify({ error: error.toBody() } satisfies ErrorReply);
  const headers = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close'];
  socket.end(`HTTP/1.1 ${error.status} Refused\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}
