import { Inject, Injectable } from '@nestjs/common';
import { merge, type Subscription } from 'rxjs';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import { ImagesService } from '../images/images.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { leadingJobs } from './job-bytes.js';
import { LiveFanOut } from './live-fan-out.js';
import { LiveWindow } from './live-window.js';

const WINDOW_MS = 100;
/** After the database did not answer. */
const RETRY_MS = 1000;
/** Rows of one kind that one window brings at the most; more are told as `stale`. */
const MAX_ROWS = 500;

/**
 * Makes live changes of what happened in this process: changes are gathered for a tenth of a second, and the rows of each
 * kind are read with one query.
 */
@Injectable()
export class LiveDeltas {
  #subscription: Subscription | undefined;
  #window = new LiveWindow();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: AppEvents,
    private readonly fanOut: LiveFanOut,
    private readonly hosts: HostsService,
    private readonly containers: ContainersService,
    private readonly images: ImagesService,
    private readonly jobs: JobsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    const { events } = this;
    this.#subscription = merge(
      events.on('hosts.changed'),
      events.on('containers.changed'),
      events.on('images.changed'),
      events.on('jobs.changed'),
      events.on('job.progressed'),
      events.on('job.wrote'),
    ).subscribe((event) => {
      this.#window.add(event);
      this.#timer ??= setTimeout(() => this.#close(), WINDOW_MS);
    });
  }

  stop(): void {
    this.#subscription?.unsubscribe();
    clearTimeout(this.#timer);
  }

  /** Ends the window. They are told one after the other: while the database is slow the next one gathers more. */
  #close(): void {
    const window = this.#window;
    this.#window = new LiveWindow();
    void this.#tell(window).then((isTold) => {
      if (this.#subscription?.closed !== false) return;
      this.#timer = this.#window.isEmpty ? undefined : setTimeout(() => this.#close(), isTold ? WINDOW_MS : RETRY_MS);
    });
  }

  /** What cannot be told now is told with the next window: nobody else would tell it. @returns whether all was told */
  async #tell(window: LiveWindow): Promise<boolean> {
    const { hosts, storedContainers, removedContainers, images, jobs } = window;
    const told = await Promise.all([
      this.#orLater(this.#tellHosts(window), { hosts }),
      this.#orLater(this.#tellContainers(window), { storedContainers, removedContainers }),
      this.#orLater(this.#tellImages(window), { images }),
      this.#orLater(this.#tellJobs(window), { jobs }),
    ]);
    this.#tellProgress(window);
    if (window.wrote.size > 0) this.fanOut.tell({ kind: 'output', of: [...window.wrote] });
    return !told.includes(false);
  }

  async #orLater(telling: Promise<void>, what: Parameters<LiveWindow['addEarlier']>[0]): Promise<boolean> {
    try {
      await telling;
      return true;
    } catch (error) {
      this.logger.warn({ err: error }, 'a live change could not be told; trying again');
      this.#window.addEarlier(what);
      return false;
    }
  }

  async #tellHosts({ hosts }: LiveWindow): Promise<void> {
    if (hosts.size === 0) return;
    if (hosts.size > MAX_ROWS) return this.fanOut.tell({ kind: 'stale', of: 'hosts' });
    const rows = await this.hosts.list([...hosts]);
    const found = new Set(rows.map(({ id }) => id));
    this.fanOut.tell({ kind: 'hosts', hosts: rows, removed: [...hosts].filter((id) => !found.has(id)) });
  }

  async #tellContainers({ storedContainers, removedContainers }: LiveWindow): Promise<void> {
    const size = storedContainers.size + removedContainers.size;
    if (size === 0) return;
    if (size > MAX_ROWS) return this.fanOut.tell({ kind: 'stale', of: 'containers' });
    const containers = storedContainers.size === 0 ? [] : await this.containers.byKeys([...storedContainers.values()]);
    this.fanOut.tell({ kind: 'containers', containers, removed: [...removedContainers.values()] });
  }

  async #tellImages({ images }: LiveWindow): Promise<void> {
    if (images.size === 0) return;
    if (images.size > MAX_ROWS) return this.fanOut.tell({ kind: 'stale', of: 'images' });
    const on = [...images.values()];
    const rows = await this.images.byIds([...new Set(on.map(({ id }) => id))]);
    this.fanOut.tell({ kind: 'images', images: rows, on });
  }

  async #tellJobs({ jobs, progress }: LiveWindow): Promise<void> {
    if (jobs.size === 0) return;
    if (jobs.size > MAX_ROWS) return this.fanOut.tell({ kind: 'stale', of: 'jobs' });
    const rows = await this.jobs.byIds([...jobs]);
    if (leadingJobs(rows).length < rows.length) return this.fanOut.tell({ kind: 'stale', of: 'jobs' });
    // What has ended makes no progress any more.
    for (const row of rows) if (row.state !== 'running') progress.delete(row.id);
    this.fanOut.tell({ kind: 'jobs', jobs: rows });
  }

  #tellProgress({ progress }: LiveWindow): void {
    if (progress.size === 0) return;
    this.fanOut.tell({ kind: 'progress', ticks: [...progress.values()].slice(0, MAX_ROWS) });
  }
}
