import { Inject, Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { StatsHistory, StatsLive } from '@roadstead/protocol';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { HostClock } from './host-clock.js';
import { packBatch } from './packed-samples.js';
import { StatsRepository, type StoredBatch } from './stats.repository.js';

/** Messages that come within this time are written together. */
const GATHER_MS = 250;
/** Live samples of one host in a second; an agent sends one, or two where it has many containers. */
const MAX_LIVE_PER_SECOND = 8;
/** Messages of history of one host in a minute; an agent sends one, and after an outage those of a quarter of an hour. */
const MAX_HISTORY_PER_MINUTE = 60;
/** A sample may be so old, which is longer than an agent keeps it, and so new. */
const OLDEST_MS = 30 * 60_000;
const NEWEST_MS = 5000;

interface Waiting {
  readonly batch: StoredBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What is known of a host that has sent samples to this process. */
interface Sender {
  readonly clock: HostClock;
  second: number;
  inSecond: number;
  minute: number;
  inMinute: number;
}

/** Takes samples from agents: live ones are told on at once, history is written. */
@Injectable()
export class StatsIntake {
  readonly #senders = new Map<HostId, Sender>();
  #waiting: Waiting[] = [];

  constructor(
    private readonly repository: StatsRepository,
    private readonly events: AppEvents,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** More than a host may send is left out: the next sample says it all again. */
  takeLive(hostId: HostId, { clock, at, host, containers }: StatsLive): void {
    const sender = this.#sender(hostId);
    const second = Math.floor(Date.now() / 1000);
    sender.inSecond = sender.second === second ? sender.inSecond + 1 : 1;
    sender.second = second;
    if (sender.inSecond > MAX_LIVE_PER_SECOND) return;
    const offset = sender.clock.observe(clock);
    this.events.emit({ type: 'stats.sampled', stats: { hostId, at: Math.round(at - offset), host, containers } });
  }

  /** Resolves after the commit. @throws RoadsteadError `request.invalid` where it is not of now, or more than a host may send */
  takeHistory(hostId: HostId, { id, clock, ticks, host, containers }: StatsHistory): Promise<void> {
    const sender = this.#sender(hostId);
    const minute = Math.floor(Date.now() / 60_000);
    sender.inMinute = sender.minute === minute ? sender.inMinute + 1 : 1;
    sender.minute = minute;
    if (sender.inMinute > MAX_HISTORY_PER_MINUTE) {
      throw new RoadsteadError('request.invalid', { problem: 'more history of stats than a host may send' });
    }
    const offset = sender.clock.observe(clock);
    const times = ticks.map((tick) => Math.round(tick - offset));
    const [from, to] = [Math.min(...times), Math.max(...times)];
    if (from < Date.now() - OLDEST_MS || to > Date.now() + NEWEST_MS) {
      throw new RoadsteadError('request.invalid', { problem: 'the samples are not of the last half hour' });
    }
    const samples = packBatch({ ticks: times, host: host ?? [], containers });
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setTimeout(() => void this.#write(), GATHER_MS);
      this.#waiting.push({ batch: { hostId, batchId: id, from, to, samples }, resolve, reject });
    });
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      await this.repository.store(waiting.map(({ batch }) => batch));
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      this.logger.warn({ err: error }, 'history of stats could not be written; agents send it again');
      for (const { reject } of waiting) reject(error);
    }
  }

  #sender(hostId: HostId): Sender {
    let sender = this.#senders.get(hostId);
    if (sender === undefined) {
      sender = { clock: new HostClock(), second: 0, inSecond: 0, minute: 0, inMinute: 0 };
      this.#senders.set(hostId, sender);
    }
    return sender;
  }
}
