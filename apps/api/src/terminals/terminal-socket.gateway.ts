import type { IncomingMessage } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { API_PREFIX, type CurrentUser, ROUTES } from '@roadstead/contract';
import { RoadsteadError, TERMINAL_MAX_MESSAGE_BYTES } from '@roadstead/domain';
import type { WebSocket } from 'ws';
import { AuthService } from '../auth/auth.service.js';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { Upgrades } from '../platform/http/upgrades.js';
import { TerminalSocket } from './terminal-socket.js';
import { TerminalsService } from './terminals.service.js';

const { path, permission, query: Query } = ROUTES.terminalStream;

/** WebSockets on the path of the terminal route. */
@Injectable()
export class TerminalSocketGateway implements OnModuleInit {
  constructor(
    private readonly upgrades: Upgrades,
    private readonly auth: AuthService,
    private readonly terminals: TerminalsService,
    private readonly errors: ErrorReplies,
  ) {}

  onModuleInit(): void {
    this.upgrades.serve({
      path: new RegExp(`^${API_PREFIX}${path.replace(/:(\w+)/g, '(?<$1>[^/]{1,200})')}$`),
      maxMessageBytes: TERMINAL_MAX_MESSAGE_BYTES,
      admit: (request, parameters) => this.#admit(request, parameters),
    });
  }

  /** @throws RoadsteadError, ZodError */
  async #admit(
    request: IncomingMessage,
    { hostId, terminalId }: Record<string, string | undefined>,
  ): Promise<(client: WebSocket) => void> {
    const [pathname = '', search = ''] = (request.url ?? '').split('?', 2);
    if (hostId === undefined || terminalId === undefined) throw new RoadsteadError('route.unknown', { path: pathname });
    const user = await this.#user(request);
    const query = Query.parse(Object.fromEntries(new URLSearchParams(search)));
    return (client) => {
      void new TerminalSocket(client, {
        open: () => this.terminals.attach(hostId, terminalId, query, user),
        stillAllowed: () => this.#user(request),
        describe: (error) => this.errors.of(error, 'terminal socket'),
      }).serve();
    };
  }

  /** A browser's page must be our own, whichever credential it shows. */
  async #user(request: IncomingMessage): Promise<CurrentUser> {
    if (request.headers.origin !== undefined) this.auth.requireOwnOrigin(request.headers);
    const user = await this.auth.authenticateRequest(request.headers);
    this.auth.authorize(user, permission);
    return user;
  }
}
