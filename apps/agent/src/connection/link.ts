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
  /** Resolves when the connection has ended, with the reason. */
  readonly end: Promise<string>;
  private ended: boolean;
  /** Gives up what waits for an acknowledgement. Not a promise to race with: it would keep all that ever raced. */
  private readonly waiting = new Set<(error: LinkError) => void>();

  constructor(private readonly socket: Socket) {
    this.ended = !socket.connected;
    this.end = new Promise((resolve) => {
      const finish = (reason: string) => {
        this.ended = true;
        for (const giveUp of this.waiting) giveUp(new LinkError(`the connection ended: ${reason}`));
        resolve(reason);
      };
      if (this.ended) finish('at once');
      else socket.once('disconnect', finish);
    });
  }

  get closed(): boolean {
    return this.ended;
  }

  async emit<K extends EventName>(event: K, request: EventRequest<K>): Promise<EventResponse<K>> {
    if (this.ended) throw new LinkError('not connected');
    return unwrap(EVENTS[event].response, await this.acknowledged(event, request)) as EventResponse<K>;
  }

  close(): void {
    this.socket.disconnect();
  }

  private acknowledged(event: string, request: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: LinkError) => {
        settle();
        reject(error);
      };
      const timer = setTimeout(
        () => giveUp(new LinkError(`${event} was not acknowledged in ${ACK_TIMEOUT_MS / 1000} s`)),
        ACK_TIMEOUT_MS,
      );
      const settle = () => {
        clearTimeout(timer);
        this.waiting.delete(giveUp);
      };
      this.waiting.add(giveUp);
      this.socket.emit(event, request, (reply: unknown) => {
        settle();
        resolve(reply);
      });
    });
  }
}
