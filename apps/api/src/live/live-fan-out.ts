import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { LiveTopic } from '@roadstead/contract';
import type { Subscription } from 'rxjs';
import { RedisService } from '../platform/redis/redis.service.js';
import { deltasOf, isAbout, type LiveChange, type LiveRows } from './live-change.js';
import { LAGGING_ROOM, type LiveNamespace, ROOM_PREFIX, topicRoom } from './live-socket.js';

/**
 * Brings changes to the browsers of all API processes: one message to the other processes, and in each of them one delta
 * to every topic that somebody there has subscribed to.
 */
@Injectable()
export class LiveFanOut implements OnModuleDestroy {
  #namespace: LiveNamespace | undefined;
  #hearing: Subscription | undefined;

  constructor(private readonly redis: RedisService) {}

  attach(namespace: LiveNamespace): void {
    this.#namespace = namespace;
    namespace.on('changed', (change) => this.#tellHere(change));
    this.#hearing = this.redis.hearsAgain.subscribe(() => this.#refreshHere());
  }

  onModuleDestroy(): void {
    this.#hearing?.unsubscribe();
  }

  tell(change: LiveChange): void {
    this.#tellHere(change);
    this.#namespace?.serverSideEmit('changed', change);
  }

  #tellHere(change: LiveChange): void {
    if (change.kind === 'stale') {
      for (const topic of this.#topics()) if (isAbout(topic, change.of)) this.#emit(topic, { stale: true });
      return;
    }
    for (const [topic, rows] of deltasOf(change)) this.#emit(topic, rows, change.kind === 'progress');
  }

  /** This process may not have heard what others told: whoever watches here is to look again. */
  #refreshHere(): void {
    for (const topic of this.#topics()) this.#emit(topic, { stale: true });
  }

  /** @param canWait left out for a client that does not keep up */
  #emit(topic: LiveTopic, rows: LiveRows, canWait = false): void {
    const room = topicRoom(topic);
    if (!this.#namespace?.adapter.rooms.has(room)) return;
    // Not socket.io's `volatile`, which leaves out whatever comes right after another message, too.
    const target = this.#namespace.local.to(room);
    (canWait ? target.except(LAGGING_ROOM) : target).emit('delta', { topic, ...rows });
  }

  /** Topics with a subscriber in this process. */
  #topics(): LiveTopic[] {
    const rooms = [...(this.#namespace?.adapter.rooms.keys() ?? [])];
    return rooms
      .filter((room) => room.startsWith(ROOM_PREFIX))
      .map((room) => room.slice(ROOM_PREFIX.length) as LiveTopic);
  }
}
