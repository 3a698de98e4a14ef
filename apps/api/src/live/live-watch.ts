import { Inject, Injectable } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { AuthService } from '../auth/auth.service.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { LAGGING_ROOM, type LiveNamespace, type LiveSocket } from './live-socket.js';

const BACKLOG_MS = 500;
/** A browser for which more than this waits is spared what may be left out. */
const LAGGING_BYTES = 256 * 1024;
/** Bytes that may wait for one browser. It connects again and begins with fresh snapshots. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;
const SESSION_MS = 15_000;
/** Credentials that are checked side by side. */
const CHECKED_AT_ONCE = 20;

/** Lets no live socket outlive its credential, nor fill the memory because its browser does not read. */
@Injectable()
export class LiveWatch {
  readonly #timers: NodeJS.Timeout[] = [];
  #namespace: LiveNamespace | undefined;
  #checking: Promise<void> | undefined;

  constructor(
    private readonly auth: AuthService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  attach(namespace: LiveNamespace): void {
    this.#namespace = namespace;
    this.#timers.push(
      setInterval(() => this.#judgeBacklogs(namespace), BACKLOG_MS),
      setInterval(() => {
        this.#checking ??= this.checkSessions().finally(() => {
          this.#checking = undefined;
        });
      }, SESSION_MS),
    );
  }

  detach(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** Disconnects the sockets of this process whose session or token has ended, or whose role has changed. */
  async checkSessions(): Promise<void> {
    const sockets = [...(this.#namespace?.sockets.values() ?? [])];
    for (let i = 0; i < sockets.length; i += CHECKED_AT_ONCE) {
      await Promise.all(sockets.slice(i, i + CHECKED_AT_ONCE).map((socket) => this.#checkSession(socket)));
    }
  }

  async #checkSession(socket: LiveSocket): Promise<void> {
    try {
      socket.data.user = await this.auth.authenticateSocket(socket.handshake);
      this.auth.authorize(socket.data.user, 'fleet.read');
    } catch (error) {
      const ended = error instanceof RoadsteadError && error.code.startsWith('auth.');
      if (ended) socket.disconnect(true);
      else this.logger.warn({ err: error }, 'a live session could not be checked');
    }
  }

  #judgeBacklogs(namespace: LiveNamespace): void {
    for (const socket of namespace.sockets.values()) {
      const backlog = backlogBytes(socket);
      if (backlog > LAGGING_BYTES) void socket.join(LAGGING_ROOM);
      else if (socket.rooms.has(LAGGING_ROOM)) void socket.leave(LAGGING_ROOM);
      if (backlog <= MAX_BACKLOG_BYTES) continue;
      this.logger.info({ address: socket.handshake.address }, 'a live client that does not read was disconnected');
      socket.disconnect(true);
    }
  }
}

/** The parts of engine.io's socket that tell what waits; its types keep them to itself. */
interface Outbox {
  readonly writeBuffer: readonly { data?: string | ArrayBufferView }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount: number } };
}

/** Bytes that wait in this process for the client to read. */
function backlogBytes({ conn }: LiveSocket): number {
  const { writeBuffer, transport } = conn as unknown as Outbox;
  const waiting = writeBuffer.reduce(
    (sum, { data }) => sum + (typeof data === 'string' ? data.length : (data?.byteLength ?? 0)),
    0,
  );
  return waiting + (transport.socket?.bufferedAmount ?? 0);
}
