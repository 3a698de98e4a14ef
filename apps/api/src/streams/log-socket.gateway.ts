import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { API_PREFIX, type CurrentUser, ROUTES } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { AuthService } from '../auth/auth.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { clientAddress } from '../platform/http/forwarded.js';
import { Upgrades } from '../platform/http/upgrades.js';
import { LogSocket } from './log-socket.js';
import { type LogsRequest, LogsService } from './logs.service.js';

const { path, permission, query: Query } = ROUTES.containerLogs;
/** The logs route's own path, as a pattern. */
const LOGS_PATH = new RegExp(`^${API_PREFIX}${path.replace(/:(\w+)/g, '(?<$1>[^/]{1,200})')}$`);
/** A client sends credits, of some forty bytes. */
const MAX_MESSAGE_BYTES = 1024;

/** WebSockets on the path of the logs route. */
@Injectable()
export class LogSocketGateway implements OnModuleInit {
  constructor(
    private readonly upgrades: Upgrades,
    private readonly auth: AuthService,
    private readonly logs: LogsService,
    private readonly errors: ErrorReplies,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.upgrades.serve({
      path: LOGS_PATH,
      maxMessageBytes: MAX_MESSAGE_BYTES,
      admit: async (request, parameters) => {
        const ask = await this.#admit(request, parameters);
        return (client) => {
          void new LogSocket(client, {
            open: () => this.logs.view(ask),
            stillAllowed: () => this.#reader(request),
            describe: (error) => this.errors.of(error, 'logs socket'),
          }).serve();
        };
      },
    });
  }

  /** @throws RoadsteadError, ZodError */
  async #admit(
    request: IncomingMessage,
    { hostId, containerId }: Record<string, string | undefined>,
  ): Promise<LogsRequest> {
    const [pathname = '', search = ''] = (request.url ?? '').split('?', 2);
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
