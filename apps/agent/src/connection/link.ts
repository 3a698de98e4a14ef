import { setTimeout as sleep } from 'node:timers/promises';
import { EVENTS, type EventName, type EventRequest, type EventResponse, unwrap } from '@roadstead/protocol';
import type { Socket } from 'socket.io-client';

/** The control plane cannot be heard now: not connected, or no acknowledgement in time. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** Longer than an API that takes in a whole fleet at once needs. */
const ACK_TIMEOUT_MS = 30_000;

/** One connection to the control plane, from its hello to its end. A new connection is a new link. */
export interface Link {
  readonly closed: boolean;
  /**
   * Sends an event and waits for its acknowledgement.
   * @throws RoadsteadError what the control plane refused it with
   * @throws LinkError it was not acknowledged in time, or the connection ended
   */
  emit<K extends EventName>(event: K, request: EventRequest<K>): Promise<EventResponse<K>>;
}

/** Who is told of connections. */
export interface LinkUser<T> {
  connected(link: Link, welcome: T): void;
  disconnected(): void;
}

export class SocketLink implements Link {
  private ended = false;
  private readonly whenEnded: Promise<never>;

  constructor(private readonly socket: Socket) {
    this.whenEnded = new Promise((_, reject) => {
      socket.once('disconnect', (reason) => {
        this.ended = true;
        reject(new LinkError(`the connection ended: ${reason}`));
      });
    });
    this.whenEnded.catch(() => undefined);
  }

  get closed(): boolean {
    return this.ended;
  }

  /** Resolves when the connection has ended, with the reason. */
  get end(): Promise<string> {
    return this.whenEnded.catch((error: Error) => error.message);
  }

  async emit<K extends EventName>(event: K, request: EventRequest<K>): Promise<EventResponse<K>> {
    if (this.ended) throw new LinkError('not connected');
    const timer = new AbortController();
    const tooLate = sleep(ACK_TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
      throw new LinkError(`${event} was not acknowledged in ${ACK_TIMEOUT_MS / 1000} s`);
    });
    tooLate.catch(() => undefined);
    try {
      const acknowledged = new Promise<unknown>((resolve) => this.socket.emit(event, request, resolve));
      const reply = await Promise.race([acknowledged, tooLate, this.whenEnded]);
      return unwrap(EVENTS[event].response, reply) as EventResponse<K>;
    } finally {
      timer.abort();
    }
  }

  close(): void {
    this.socket.disconnect();
  }
}
