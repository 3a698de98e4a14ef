import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import type { Hello } from '@roadstead/protocol';
import type { Subscription } from 'rxjs';
import { CONFIG, type Config } from '../platform/config/config.js';
import { AppEvents, type Greeting } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobOutboxRepository } from './job-outbox.repository.js';
import { JobQueue } from './job-queue.js';
import { JobReconcileRepository } from './job-reconcile.repository.js';
import { JobTransitionsRepository } from './job-transitions.repository.js';
import { JobsRepository } from './jobs.repository.js';

const ROUND_MS = 5000;
/** Due jobs compared with BullMQ in one round. */
const COMPARED = 5000;
/** Longer than a start waits for its answer. */
const START_SILENCE_SECONDS = 15;

interface AgentHello {
  readonly hello: Hello;
  readonly greeting: Greeting;
}

/**
 * Brings together what Postgres, BullMQ and the agents hold of jobs: when an agent says hello, and every few seconds for
 * whatever was lost on its way. Any number of processes may do so at once.
 */
@Injectable()
export class JobReconciler implements OnApplicationBootstrap, OnModuleDestroy {
  /** Hellos that were not dealt with yet: the next round tries again. */
  readonly #hellos = new Map<HostId, AgentHello>();
  readonly #subscription: Subscription;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    events: AppEvents,
    private readonly repository: JobReconcileRepository,
    private readonly transitions: JobTransitionsRepository,
    private readonly jobs: JobsRepository,
    private readonly outbox: JobOutboxRepository,
    private readonly queue: JobQueue,
    private readonly commands: JobCommands,
    private readonly changes: JobChanges,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#subscription = events.on('host.connected').subscribe(({ hostId, ...hello }) => {
      this.#hellos.set(hostId, hello);
      void this.#attempt('a hello', () => this.#greet(hostId, hello));
    });
  }

  onApplicationBootstrap(): void {
    this.#schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#subscription.unsubscribe();
    await this.#round;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.round().finally(() => this.#schedule());
    }, ROUND_MS);
  }

  /** One round. What fails in it is left to the next. */
  async round(): Promise<void> {
    for (const [hostId, hello] of this.#hellos) await this.#attempt('a hello', () => this.#greet(hostId, hello));
    await this.#attempt('jobs of revoked hosts', async () =>
      this.changes.tellMoves(await this.transitions.failOnRevokedHosts()),
    );
    await this.#attempt('waiting jobs', async () => {
      const woken = await this.transitions.wakeAll(this.config.transfersPerHost);
      if (woken.length > 0) this.changes.tellMoved(woken);
    });
    await this.#attempt('rolling batches', async () => this.changes.tellMoves(await this.transitions.advanceAll()));
    await this.#attempt('lost queue entries', () => this.#restoreQueue());
    await this.#attempt('lost commands', () => this.#repeatCommands());
  }

  /** An agent has connected and told which attempts it runs. */
  async #greet(hostId: HostId, agentHello: AgentHello): Promise<void> {
    const { hello, greeting } = agentHello;
    const { transfersPerHost } = this.config;
    this.changes.tellMoves(await this.transitions.hostConnected(hostId, hello.jobs, greeting, transfersPerHost));
    const running = hello.jobs.filter(({ ended }) => !ended);
    const unwanted = await this.repository.unwanted(hostId, running);
    if (this.#hellos.get(hostId) === agentHello) this.#hellos.delete(hostId);
    if (unwanted.length === 0) return;
    const [host] = await this.jobs.hosts([hostId]);
    const known = new Map((await this.jobs.byIds(unwanted.map(({ jobId }) => jobId))).map((job) => [job.id, job]));
    for (const key of unwanted) {
      const job = known.get(key.jobId);
      // Meanwhile its agent has told the end itself.
      if (job?.attempt === key.attempt && job.state === 'succeeded') continue;
      const isCancel = job?.hostId === hostId && job.attempt === key.attempt && job.state === 'running';
      if (isCancel) void this.#attempt('a cancel', () => this.commands.cancel(job));
      else if (host !== undefined) void this.#attempt('a stop', () => this.commands.stop(host, key));
    }
  }

  /** Redis may have been flushed, or restarted without its data. */
  async #restoreQueue(): Promise<void> {
    const missing = await this.queue.missing(await this.outbox.due(COMPARED));
    if (missing.length === 0) return;
    await this.outbox.put(missing);
    this.changes.tellMoved([]);
  }

  async #repeatCommands(): Promise<void> {
    const [cancels, starts] = await Promise.all([
      this.repository.cancelsToRepeat(),
      this.repository.startsToRepeat(START_SILENCE_SECONDS),
    ]);
    await Promise.all([
      ...cancels.map((job) => this.#attempt('a cancel', () => this.commands.cancel(job))),
      ...starts.map((job) => this.#attempt('a start', () => this.commands.start(job, { repeated: true }))),
    ]);
  }

  async #attempt(what: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.logger.warn({ err: error, what }, 'jobs could not be reconciled; trying again');
    }
  }
}
