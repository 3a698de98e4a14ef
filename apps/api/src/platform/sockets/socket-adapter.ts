import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { RoadsteadError } from '@roadstead/domain';
import { SOCKET_PATH } from '@roadstead/protocol';
import { createAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import type { Server, ServerOptions } from 'socket.io';
import type { Config } from '../config/config.js';
import { isOwnOrigin } from '../http/origin.js';
import type { RedisService } from '../redis/redis.service.js';

/** Largest message that a client may send: a full part of a snapshot is far below it. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** A client that has joined no namespace by then is cut off. */
const CONNECT_TIMEOUT_MS = 15_000;

/** socket.io on the API's own server, its processes joined by Redis. */
export class SocketAdapter extends IoAdapter {
  readonly #config: Config;
  readonly #connect: ReturnType<typeof createAdapter>;

  constructor(app: INestApplicationContext, config: Config, redis: RedisService) {
    super(app);
    this.#config = config;
    this.#connect = forgivingAdapter(
      createAdapter(forgivingPublisher(redis.connect({ maxRetriesPerRequest: 1 })), redis.subscriber),
    );
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...(options as ServerOptions),
      path: SOCKET_PATH,
      transports: ['websocket'],
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Other WebSockets share this server.
      destroyUpgrade: false,
      // Browsers say where they come from; agents say nothing.
      allowRequest: (request, decide) => {
        const { origin } = request.headers;
        decide(null, origin === undefined || isOwnOrigin(origin, request.headers, this.#config));
      },
    });
    server.adapter(this.#connect);
    server.engine.on('connection', refuseBinary);
    // Nobody has business outside of the namespaces, each of which asks who comes.
    server.of('/').use((_socket, next) => next(new RoadsteadError('auth.required')));
    return server;
  }
}

/** As engine.io hands it out, of what its types keep to themselves. */
interface RawSocket {
  on(event: 'packet', listener: (packet: { data?: unknown }) => void): void;
  close(discard: boolean): void;
}

/**
 * Nobody here speaks in bytes. The parts of a binary packet would be gathered until the last is there: ten times the
 * longest message, of clients that have not said yet who they are, and past the count of what waits of an agent.
 */
function refuseBinary(socket: RawSocket): void {
  socket.on('packet', ({ data }) => {
    if (data !== undefined && typeof data !== 'string') socket.close(true);
  });
}

/**
 * The adapter publishes and does not wait: while Redis is away its promises must not end the process. What other
 * processes then miss is made good once they hear again: see `RedisService.hearsAgain`.
 */
function forgivingPublisher(connection: Redis): Redis {
  const publish = connection.publish.bind(connection);
  connection.publish = ((channel: string, message: string) =>
    publish(channel, message).catch(() => 0)) as typeof publish;
  return connection;
}

/**
 * While Redis is away nobody knows how many processes there are, and socket.io does not expect that question to fail: an
 * unhandled rejection would end the process. With "not a number" of them it waits for its answers until the time is up.
 */
function forgivingAdapter(create: ReturnType<typeof createAdapter>): ReturnType<typeof createAdapter> {
  // socket.io calls it with `new`: not an arrow.
  return function connectAdapter(namespace: unknown) {
    const adapter = create(namespace);
    const count = adapter.serverCount.bind(adapter);
    adapter.serverCount = () => count().catch(() => Number.NaN);
    return adapter;
  };
}
