import type { LiveDelta, LiveSnapshot, LiveTopic } from '@roadstead/contract';
import type { ErrorBody } from '@roadstead/domain';
import type { QueryClient } from '@tanstack/react-query';
import type { Socket } from 'socket.io-client';
import { serverNow } from '../clock/server-clock';
import { applyDelta } from './apply-delta';
import { LateAnswers } from './late-answers';
import { ListRefresher } from './list-refresher';
import { KEYS } from './query-keys';

/** Long enough that a page just loading does not flash the banner. */
const PATIENCE_MS = 3_000;
const RETRY_AFTER_KICK_MS = 2_000;
/** Their rows come by REST alone, so that nothing but another request tells what changed before the subscription. */
const WITHOUT_SNAPSHOT: ReadonlySet<LiveTopic> = new Set<LiveTopic>(['containers', 'images']);

/**
 * `connecting`: not yet, and not for long. `live`: what is shown follows the fleet. `lost`: what is shown was true at
 * `since` (milliseconds by the control plane's clock) and may not be now.
 */
export type LiveStatus = { state: 'connecting' } | { state: 'live' } | { state: 'lost'; since: number };

/** What the server acknowledges a subscription with. */
type Reply = { ok: true; data: LiveSnapshot } | { ok: false; error: ErrorBody };

/**
 * The one socket of the page to `/live`. It keeps every topic that some component watches subscribed, also over
 * reconnects, and puts what comes into the query cache.
 */
export class LiveClient {
  readonly #watchers = new Map<LiveTopic, number>();
  readonly #listeners = new Set<() => void>();
  readonly #refresher: ListRefresher;
  readonly #lateAnswers: LateAnswers;
  #socket: Socket | undefined;
  #opening: Promise<void> | undefined;
  /** Counts connections that were ended. */
  #turn = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #status: LiveStatus = { state: 'connecting' };
  #wasLive = false;

  constructor(private readonly cache: QueryClient) {
    this.#refresher = new ListRefresher(cache);
    this.#lateAnswers = new LateAnswers(cache);
  }

  get status(): LiveStatus {
    return this.#status;
  }

  readonly onStatus = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Keeps `topic` true in the cache until the returned function is called. */
  watch(topic: LiveTopic): () => void {
    const count = this.#watchers.get(topic) ?? 0;
    this.#watchers.set(topic, count + 1);
    this.#opening ??= this.#open();
    if (count === 0 && this.#socket?.connected === true) this.#subscribe(topic);
    return () => this.#unwatch(topic);
  }

  /** Ends the connection: the user signed out. */
  close(): void {
    this.#turn += 1;
    clearTimeout(this.#patience);
    this.#socket?.disconnect();
    this.#socket = undefined;
    this.#opening = undefined;
    this.#wasLive = false;
    this.#setStatus({ state: 'connecting' });
  }

  #unwatch(topic: LiveTopic): void {
    const count = (this.#watchers.get(topic) ?? 1) - 1;
    if (count > 0) {
      this.#watchers.set(topic, count);
      return;
    }
    this.#watchers.delete(topic);
    if (this.#socket?.connected === true) this.#socket.emit('unsubscribe', topic);
  }

  async #open(): Promise<void> {
    const openedAt = serverNow();
    this.#patience = setTimeout(() => this.#lose(openedAt), PATIENCE_MS);
    const turn = this.#turn;
    const { io } = await import('socket.io-client');
    // Closed meanwhile.
    if (turn !== this.#turn) return;
    const socket = io('/live', {
      path: '/socket.io',
      withCredentials: true,
      transports: ['websocket'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    this.#socket = socket;
    socket.on('connect', () => this.#resume());
    socket.on('delta', (delta: LiveDelta) => this.#apply(delta));
    socket.on('disconnect', (reason) => this.#onDisconnect(socket, reason));
    // A refused handshake may mean that the session ended: asking who is signed in settles that.
    socket.on('connect_error', () => {
      if (!socket.active) this.#reconnectLater(socket);
    });
  }

  #resume(): void {
    clearTimeout(this.#patience);
    for (const topic of this.#watchers.keys()) this.#subscribe(topic, true);
    this.#setStatus({ state: 'live' });
    // Lists and details that come by REST missed the deltas of the gap.
    if (this.#wasLive) void this.cache.invalidateQueries();
    this.#wasLive = true;
  }

  /** @param isLate what the topic shows may have been asked for by REST well before */
  #subscribe(topic: LiveTopic, isLate = false): void {
    this.#socket?.emit('subscribe', topic, (reply: Reply) => {
      // A topic about a thing that is not there: asking for it by REST says so in the page.
      if (!reply.ok) return;
      const missed = isLate && WITHOUT_SNAPSHOT.has(topic) ? { stale: true } : {};
      this.#apply({ topic, ...reply.data, ...missed }, true);
    });
  }

  #apply(delta: LiveDelta, isSnapshot = false): void {
    this.#lateAnswers.note(delta);
    applyDelta(this.cache, this.#refresher, delta, isSnapshot);
  }

  #onDisconnect(socket: Socket, reason: string): void {
    if (this.#socket !== socket) return;
    this.#lose(serverNow());
    // Socket.io does not come back by itself when the server closed the door.
    if (reason === 'io server disconnect') this.#reconnectLater(socket);
  }

  #reconnectLater(socket: Socket): void {
    void this.cache.invalidateQueries({ queryKey: KEYS.me });
    setTimeout(() => {
      if (this.#socket === socket) socket.connect();
    }, RETRY_AFTER_KICK_MS);
  }

  #lose(since: number): void {
    if (this.#status.state !== 'lost') this.#setStatus({ state: 'lost', since });
  }

  #setStatus(status: LiveStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}
