import { Injectable } from '@nestjs/common';
import type { LiveTopic } from '@roadstead/contract';
import { deltasOf, isAbout, type LiveChange, type LiveRows } from './live-change.js';
import { type LiveNamespace, ROOM_PREFIX, topicRoom } from './live-socket.js';

/**
 * Brings changes to the browsers of all API processes: one message to the other processes, and in each of them one delta
 * to every topic that somebody there has subscribed to.
 */
@Injectable()
export class LiveFanOut {
  #namespace: LiveNamespace | undefined;

  attach(namespace: LiveNamespace): void {
    this.#namespace = namespace;
    namespace.on('changed', (change) => this.#tellHere(change));
  }

  tell(change: LiveChange): void {
    this.#tellHere(change);
    this.#namespace?.serverSideEmit('changed', change);
  }

  #tellHere(change: LiveChange): void {
    if (change.kind === 'stale') {
      for (const topic of this.#topics()) if (isAbout(topic, change.of)) this.#emit(topic, { stale: true }, false);
      return;
    }
    const volatile = change.kind === 'jobs' && change.progress;
    for (const [topic, rows] of deltasOf(change)) this.#emit(topic, rows, volatile);
  }

  /** @param volatile left out for a client that does not keep up */
  #emit(topic: LiveTopic, rows: LiveRows, volatile: boolean): void {
    const room = topicRoom(topic);
    if (!this.#namespace?.adapter.rooms.has(room)) return;
    const target = this.#namespace.local.to(room);
    (volatile ? target.volatile : target).emit('delta', { topic, ...rows });
  }

  /** Topics with a subscriber in this process. */
  #topics(): LiveTopic[] {
    const rooms = [...(this.#namespace?.adapter.rooms.keys() ?? [])];
    return rooms
      .filter((room) => room.startsWith(ROOM_PREFIX))
      .map((room) => room.slice(ROOM_PREFIX.length) as LiveTopic);
  }
}
