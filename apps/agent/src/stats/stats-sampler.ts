import type { ContainerId, ContainerSample, HostSample } from '@roadstead/domain';
import { type HelloReply, HISTORY_STEP_SECONDS, MAX_SAMPLED_CONTAINERS, type StatsWatch } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { Link, LinkUser } from '../connection/link.js';
import { pause } from '../connection/pause.js';
import type { ContainerCounters, HostCounters } from '../engine/stats/counters.js';
import type { RunningContainer, StatsOfEngine } from '../engine/stats/engine-stats.js';
import { containerSample, hostSample } from '../engine/stats/rates.js';
import { HistoryTape, type Recorded } from './history-tape.js';
import { Leases, type Wanted } from './leases.js';

/** What is due is looked for this often; no lease is served faster. */
const ROUND_MS = 500;

export interface StatsSamplerOptions {
  readonly source: () => Pick<StatsOfEngine, 'containers' | 'host' | 'keepOnly'>;
  readonly running: () => readonly RunningContainer[];
  readonly log: Logger;
  /** @default HISTORY_STEP_SECONDS */
  readonly historyStepMs?: number;
}

/** Counters of one run of a container. */
interface Seen {
  readonly startedAt: string;
  readonly counters: ContainerCounters;
}

/** Counters at the last look of one kind, to make rates with the next. */
interface Look {
  containers: Map<ContainerId, Seen>;
  host?: HostCounters;
}

/**
 * Samples what containers and the host use: a light history always, and live while a lease is held (`stats.watch`).
 *
 * Live samples are not state: while one message is not acknowledged no other is sent, so that a slow control plane gets
 * fewer and the newest. History is kept and sent again until it is acknowledged.
 */
export class StatsSampler implements LinkUser<HelloReply> {
  private link?: Link;
  private readonly leases = new Leases();
  private readonly tape = new HistoryTape();
  private live: Look = { containers: new Map() };
  private past: Look = { containers: new Map() };
  private rounds?: NodeJS.Timeout;
  private sampling = false;
  private sending = false;
  private problem?: string;

  constructor(private readonly options: StatsSamplerOptions) {}

  connected(link: Link): void {
    this.link = link;
    void this.sendHistory(link);
  }

  disconnected(): void {
    this.link = undefined;
  }

  /** A lease begins, is renewed, or ends. */
  watch(request: StatsWatch): void {
    this.leases.take(request, performance.now());
    if (!this.leases.isHeld(performance.now())) return;
    if (this.rounds === undefined) this.bringHistoryUp();
    void this.round();
    this.rounds ??= setInterval(() => void this.round(), ROUND_MS);
  }

  /** Keeps the light history until stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const step = this.options.historyStepMs ?? HISTORY_STEP_SECONDS * 1000;
    for (let due = performance.now(); !signal.aborted; due = Math.max(due + step, performance.now())) {
      await pause(Math.max(0, due - performance.now()), signal);
      if (!signal.aborted) await this.attempt(() => this.record());
    }
    clearInterval(this.rounds);
    this.rounds = undefined;
  }

  /** Who begins to look sees the last minute before the live samples. */
  private bringHistoryUp(): void {
    this.tape.flush();
    if (this.link !== undefined) void this.sendHistory(this.link);
  }

  private async record(): Promise<void> {
    const running = this.options.running();
    this.options.source().keepOnly(running);
    const { look, containers, host } = await this.look(running, true, this.past);
    this.past = look;
    this.tape.add(Date.now(), host, containers);
    if (this.link !== undefined) void this.sendHistory(this.link);
  }

  private async round(): Promise<void> {
    const now = performance.now();
    if (!this.leases.isHeld(now)) {
      clearInterval(this.rounds);
      this.rounds = undefined;
      // The next who looks begins from the history's last look.
      this.live = { containers: new Map() };
      return;
    }
    const { link } = this;
    if (this.sampling || link === undefined) return;
    const wanted = this.leases.due(now);
    if (!wanted.all && wanted.containerIds.size === 0) return;
    this.sampling = true;
    try {
      await this.attempt(() => this.sample(wanted, link));
    } finally {
      this.sampling = false;
    }
  }

  private async sample({ all, containerIds }: Wanted, link: Link): Promise<void> {
    const running = this.options.running();
    const chosen = all ? running : running.filter(({ id }) => containerIds.has(id));
    const { look, containers, host } = await this.look(chosen, all, this.live, this.past);
    const ids = new Set(running.map(({ id }) => id));
    this.live = {
      // A page may look for weeks: what runs no more goes.
      containers: new Map([...this.live.containers, ...look.containers].filter(([id]) => ids.has(id))),
      host: look.host ?? this.live.host,
    };
    const at = Date.now();
    const told = [...containers].map(([id, sample]) => ({ id, sample }));
    for (let from = 0; from === 0 || from < told.length; from += MAX_SAMPLED_CONTAINERS) {
      const portion = told.slice(from, from + MAX_SAMPLED_CONTAINERS);
      await link.emit('stats.live', {
        clock: Date.now(),
        at,
        containers: portion,
        ...(from === 0 && host && { host }),
      });
    }
  }

  /** @param before counters to make rates with, the first that has them of the same run */
  private async look(running: readonly RunningContainer[], withHost: boolean, ...before: Look[]) {
    const source = this.options.source();
    const found = await source.containers(running);
    const hostNow = withHost ? await source.host() : undefined;
    const seen = new Map<ContainerId, Seen>();
    const containers = new Map<ContainerId, ContainerSample>();
    for (const { id, startedAt } of running) {
      const counters = found.get(id);
      if (counters === undefined) continue;
      const ofRun = before.map((each) => each.containers.get(id)).find((each) => each?.startedAt === startedAt);
      seen.set(id, { startedAt, counters });
      containers.set(id, containerSample(ofRun?.counters, counters));
    }
    const hostBefore = before.find((each) => each.host !== undefined)?.host;
    const host: HostSample | undefined = hostNow && hostSample(hostBefore, hostNow);
    return { look: { containers: seen, host: hostNow }, containers, host };
  }

  private async sendHistory(link: Link): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let message = this.tape.waiting[0]; message && !link.closed; message = this.tape.waiting[0]) {
        if (!(await this.sendOne(link, message))) break;
      }
    } finally {
      this.sending = false;
    }
  }

  /** @returns whether to go on: after a failure the next record tries again */
  private async sendOne(link: Link, message: Recorded): Promise<boolean> {
    try {
      await link.emit('history.stats', { ...message, clock: Date.now() });
    } catch (error) {
      if (link.closed || isRetryable(error)) return false;
      this.options.log.warn({ reason: (error as Error).message }, 'a piece of the history of stats was refused');
    }
    this.tape.done(message);
    return true;
  }

  /** What fails is said once for each kind of trouble; the next look tries again. */
  private async attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.problem = undefined;
    } catch (error) {
      const reason = (error as Error).message;
      if (reason !== this.problem) this.options.log.warn({ reason }, 'stats cannot be sampled');
      this.problem = reason;
    }
  }
}

/** No acknowledgement in time, or a refusal that may be none the next time. */
function isRetryable(error: unknown): boolean {
  return (error as { retryable?: boolean }).retryable !== false;
}
