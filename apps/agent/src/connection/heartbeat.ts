import type { EventRequest, HelloReply } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { Link, LinkUser } from './link.js';

const JITTER = 0.1;

export interface HeartbeatOptions {
  /** What stands in a heartbeat; the clock and the memory are added. */
  readonly state: () => Omit<EventRequest<'agent.heartbeat'>, 'clock' | 'agentRssBytes'>;
  /** The control plane's view of this host differs. */
  readonly onResync: () => void;
  readonly log: Logger;
}

/**
 * Tells the control plane at its own interval, with jitter, that this host lives. A beat does not wait for the
 * acknowledgement of the one before: a slow control plane is not to take this host for a silent one.
 */
export class Heartbeat implements LinkUser<HelloReply> {
  private timer?: NodeJS.Timeout;

  constructor(private readonly options: HeartbeatOptions) {}

  connected(link: Link, { heartbeatSeconds }: HelloReply): void {
    const beat = () => {
      this.timer = setTimeout(beat, heartbeatSeconds * 1000 * (1 + Math.random() * JITTER));
      void this.send(link);
    };
    beat();
  }

  disconnected(): void {
    clearTimeout(this.timer);
  }

  private async send(link: Link): Promise<void> {
    try {
      const { resync } = await link.emit('agent.heartbeat', {
        ...this.options.state(),
        clock: new Date().toISOString(),
        agentRssBytes: process.memoryUsage.rss(),
      });
      if (resync) this.options.onResync();
    } catch (error) {
      if (!link.closed) this.options.log.warn({ reason: (error as Error).message }, 'a heartbeat was not taken');
    }
  }
}
