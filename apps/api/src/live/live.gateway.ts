import type { OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { LIVE_NAMESPACE, type LiveSnapshot, LiveTopic } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { AuthService } from '../auth/auth.service.js';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { InOrder } from '../platform/in-order.js';
import { LiveDeltas } from './live-deltas.js';
import { LiveFanOut } from './live-fan-out.js';
import { LiveOverview } from './live-overview.js';
import { LiveSnapshots } from './live-snapshots.js';
import { type LiveNamespace, type LiveReply, type LiveSocket, topicRoom } from './live-socket.js';
import { LiveStatsFeed } from './live-stats.js';
import { LiveWatch } from './live-watch.js';

/** Topics that one page may follow at once. */
const MAX_TOPICS = 100;
/** Requests of one page that may wait at once; each reads the database. A page that asks for more is cut off. */
const MAX_WAITING = 2 * MAX_TOPICS;

/** Live views of the fleet; protocol: libs/contract, live.ts. A socket without a user never gets as far as an event. */
@WebSocketGateway({ namespace: LIVE_NAMESPACE })
export class LiveGateway implements OnGatewayInit<LiveNamespace>, OnModuleDestroy {
  readonly #inOrder = new InOrder<string>();

  constructor(
    private readonly auth: AuthService,
    private readonly errors: ErrorReplies,
    private readonly snapshots: LiveSnapshots,
    private readonly deltas: LiveDeltas,
    private readonly fanOut: LiveFanOut,
    private readonly overview: LiveOverview,
    private readonly stats: LiveStatsFeed,
    private readonly watch: LiveWatch,
  ) {}

  afterInit(namespace: LiveNamespace): void {
    namespace.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(this.#refusal(error)),
      );
    });
    namespace.on('connection', (socket) => this.#serve(socket));
    this.fanOut.attach(namespace);
    this.deltas.start();
    this.overview.attach(namespace);
    this.stats.attach(namespace);
    this.watch.attach(namespace);
  }

  onModuleDestroy(): void {
    this.deltas.stop();
    this.overview.detach();
    this.stats.detach();
    this.watch.detach();
  }

  async #admit(socket: LiveSocket): Promise<void> {
    socket.data.user = await this.auth.authenticateSocket(socket.handshake);
  }

  /** One request of a socket after the other, in their order, so that no page takes all connections to the database. */
  #serve(socket: LiveSocket): void {
    let waiting = 0;
    const inTurn = (task: () => Promise<void>): void => {
      if (socket.disconnected) return;
      waiting += 1;
      if (waiting > MAX_WAITING) {
        socket.disconnect(true);
        return;
      }
      void this.#inOrder
        .run(socket.id, () => (socket.connected ? task() : Promise.resolve()))
        .then(() => {
          waiting -= 1;
        });
    };
    socket.on('subscribe', (topic, reply) => {
      inTurn(() => this.#answer(reply, 'live subscribe', () => this.#subscribe(socket, topic)));
    });
    socket.on('unsubscribe', (topic, reply) => {
      inTurn(() =>
        this.#answer(reply, 'live unsubscribe', async () => {
          await socket.leave(topicRoom(LiveTopic.parse(topic)));
          return {};
        }),
      );
    });
  }

  /** Joins first: what changes while the snapshot is read comes as a delta. */
  async #subscribe(socket: LiveSocket, topic: unknown): Promise<LiveSnapshot> {
    this.auth.authorize(socket.data.user, 'fleet.read');
    const parsed = LiveTopic.parse(topic);
    if (socket.rooms.size > MAX_TOPICS)
      throw new RoadsteadError('request.invalid', { problem: 'too many topics at once' });
    await socket.join(topicRoom(parsed));
    try {
      return await this.snapshots.of(parsed);
    } catch (error) {
      await socket.leave(topicRoom(parsed));
      throw error;
    }
  }

  async #answer<T>(
    reply: ((reply: LiveReply<T>) => void) | undefined,
    where: string,
    task: () => Promise<T>,
  ): Promise<void> {
    const answer = typeof reply === 'function' ? reply : () => undefined;
    try {
      answer({ ok: true, data: await task() });
    } catch (error) {
      answer({ ok: false, error: this.errors.of(error, where).toBody() });
    }
  }

  #refusal(error: unknown): Error & { data: unknown } {
    const told = this.errors.of(error, 'live connect');
    return Object.assign(new Error(told.message), { data: told.toBody() });
  }
}
