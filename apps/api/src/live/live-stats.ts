import { Inject, Injectable } from '@nestjs/common';
import {
  ContainerStatsTopic,
  HostStatsTopic,
  type LiveDelta,
  type LiveStats,
  type LiveTopic,
  type TopSort,
} from '@roadstead/contract';
import type { ContainerId, HostId } from '@roadstead/domain';
import type { Subscription } from 'rxjs';
import { HostsService } from '../hosts/hosts.service.js';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { StatsLeases } from '../stats/stats-leases.service.js';
import { type Sampled, StatsTopService } from '../stats/stats-top.service.js';
import { type LiveNamespace, ROOM_PREFIX, topicRoom } from './live-socket.js';
import { wantsOf } from './stats-wants.js';

/** Hosts that came or went are noticed this often by who looks at the whole fleet. */
const LOOK_MS = 5000;
/** So soon after a subscription came or went: a page that opens several is one change. */
const SETTLE_MS = 50;
const TOP_MS = 2000;
const TOP_ROWS = 100;
/** A host that has sent nothing for this many of its periods has no part in the top. */
const PERIODS = 3;

/**
 * Stats for those who look: leases on the hosts that are looked at in this process, and samples brought to its browsers. A
 * sample that comes to one process is told to all, for the browser may be at another.
 */
@Injectable()
export class LiveStatsFeed {
  #namespace: LiveNamespace | undefined;
  #subscription: Subscription | undefined;
  readonly #timers: NodeJS.Timeout[] = [];
  #settling: NodeJS.Timeout | undefined;
  /** The latest of each host, while somebody looks at the top. */
  readonly #latest = new Map<HostId, { at: number; samples: Sampled[] }>();
  #topPeriodMs = TOP_MS;
  #ranking = false;

  constructor(
    private readonly events: AppEvents,
    private readonly hosts: HostsService,
    private readonly leases: StatsLeases,
    private readonly top: StatsTopService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  attach(namespace: LiveNamespace): void {
    this.#namespace = namespace;
    namespace.on('statsSampled', (stats) => this.#tellHere(stats));
    this.#subscription = this.events.on('stats.sampled').subscribe(({ stats }) => {
      this.#tellHere(stats);
      namespace.serverSideEmit('statsSampled', stats);
    });
    for (const change of ['create-room', 'delete-room'] as const) {
      namespace.adapter.on(change, (room: string) => {
        if (room.startsWith(`${ROOM_PREFIX}stats/`)) this.#settling ??= setTimeout(() => this.#look(), SETTLE_MS);
      });
    }
    this.#timers.push(
      setInterval(() => {
        if (this.#tops().some(({ hostId }) => hostId === undefined)) void this.#look();
      }, LOOK_MS),
      setInterval(() => void this.#tellTop(), TOP_MS),
    );
  }

  detach(): void {
    this.#subscription?.unsubscribe();
    clearTimeout(this.#settling);
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  /** Asks for what is looked at now. */
  async #look(): Promise<void> {
    this.#settling = undefined;
    try {
      const tops = this.#tops();
      const ofFleet = tops.some(({ hostId }) => hostId === undefined);
      const fleet = ofFleet ? (await this.hosts.list()).filter(({ status }) => status === 'online') : [];
      if (tops.length === 0) this.#latest.clear();
      const topics = this.#rooms().map((room) => room.slice(ROOM_PREFIX.length));
      const { wants, topPeriodMs } = wantsOf(
        topics,
        fleet.map(({ id }) => id),
      );
      this.#topPeriodMs = topPeriodMs;
      this.leases.hold(wants);
    } catch (error) {
      this.logger.warn({ err: error }, 'what to sample could not be found out; trying again');
    }
  }

  #tellHere(stats: LiveStats): void {
    if (this.#tops().length > 0) this.#remember(stats);
    this.#emit({ topic: HostStatsTopic(stats.hostId), stats });
    for (const container of stats.containers) {
      const topic = ContainerStatsTopic(stats.hostId, container.id);
      this.#emit({ topic, stats: { hostId: stats.hostId, at: stats.at, containers: [container] } });
    }
  }

  /** A host with many containers sends several messages of one moment. */
  #remember({ hostId, at, containers }: LiveStats): void {
    const known = this.#latest.get(hostId);
    const samples = containers.map(({ id, sample }) => ({ hostId, id, at, sample }));
    // Of a container that is looked at by itself samples come in between.
    const ids = new Set<ContainerId>(containers.map(({ id }) => id));
    const others = known?.samples.filter((each) => !ids.has(each.id) && at - each.at < this.#staleMs()) ?? [];
    this.#latest.set(hostId, { at, samples: [...others, ...samples] });
  }

  async #tellTop(): Promise<void> {
    const tops = this.#tops();
    if (tops.length === 0 || this.#ranking) return;
    this.#ranking = true;
    try {
      const oldest = Date.now() - this.#staleMs();
      const samples = [...this.#latest.values()].flatMap((host) => host.samples.filter(({ at }) => at >= oldest));
      if (samples.length === 0) return;
      for (const { topic, sort, hostId } of tops) {
        const ofTopic = hostId === undefined ? samples : samples.filter((each) => each.hostId === hostId);
        this.#emit({ topic, top: await this.top.rank(ofTopic, sort, TOP_ROWS) });
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the top was not told; trying again');
    } finally {
      this.#ranking = false;
    }
  }

  #staleMs(): number {
    return PERIODS * this.#topPeriodMs + TOP_MS;
  }

  /** Tops that are looked at in this process: of the fleet, or of one host. */
  #tops(): { topic: LiveTopic; sort: TopSort; hostId?: HostId }[] {
    return this.#rooms().flatMap((room) => {
      const topic = room.slice(ROOM_PREFIX.length) as LiveTopic;
      const [, noun, sort, hostId] = topic.split('/');
      return noun === 'top' ? [{ topic, sort: sort as TopSort, hostId: hostId as HostId | undefined }] : [];
    });
  }

  #rooms(): string[] {
    return [...(this.#namespace?.adapter.rooms.keys() ?? [])].filter((room) => room.startsWith(`${ROOM_PREFIX}stats/`));
  }

  /** Left out for a client that does not keep up: the next sample says it all again. */
  #emit(delta: LiveDelta): void {
    const room = topicRoom(delta.topic);
    if (!this.#namespace?.adapter.rooms.has(room)) return;
    this.#namespace.local.to(room).volatile.emit('delta', delta);
  }
}
