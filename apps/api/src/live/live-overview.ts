import { Inject, Injectable } from '@nestjs/common';
import { merge, type Subscription } from 'rxjs';
import { OverviewService } from '../overview/overview.service.js';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { type LiveNamespace, topicRoom } from './live-socket.js';

const ROUND_MS = 1000;

/**
 * The overview for those who watch it, at most once a second, and only while this process has somebody who does. A
 * process in which something changed tells the others, at most once a second too; each counts for its own watchers.
 */
@Injectable()
export class LiveOverview {
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #changedHere = false;
  #changed = false;
  #round: Promise<void> | undefined;

  constructor(
    private readonly events: AppEvents,
    private readonly overview: OverviewService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  attach(namespace: LiveNamespace): void {
    namespace.on('overviewChanged', () => {
      this.#changed = true;
    });
    const { events } = this;
    this.#subscription = merge(
      events.on('hosts.changed'),
      events.on('containers.changed'),
      events.on('images.changed'),
      events.on('jobs.changed'),
    ).subscribe(() => {
      this.#changedHere = true;
    });
    this.#timer = setInterval(() => {
      this.#round ??= this.#tell(namespace).finally(() => {
        this.#round = undefined;
      });
    }, ROUND_MS);
  }

  detach(): void {
    clearInterval(this.#timer);
    this.#subscription?.unsubscribe();
  }

  async #tell(namespace: LiveNamespace): Promise<void> {
    if (this.#changedHere) {
      this.#changedHere = false;
      this.#changed = true;
      namespace.serverSideEmit('overviewChanged');
    }
    const room = topicRoom('overview');
    if (!this.#changed || !namespace.adapter.rooms.has(room)) return;
    this.#changed = false;
    try {
      namespace.local.to(room).emit('delta', { topic: 'overview', overview: await this.overview.get() });
    } catch (error) {
      this.#changed = true;
      this.logger.warn({ err: error }, 'the overview was not told; trying again');
    }
  }
}
