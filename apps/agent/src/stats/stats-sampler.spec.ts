import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ContainerId, RoadsteadError } from '@roadstead/domain';
import type { StatsHistory, StatsLive } from '@roadstead/protocol';
import { waitFor } from '@roadstead/testing';
import { createLogger } from '../config/logger.js';
import type { Link } from '../connection/link.js';
import { StatsSampler } from './stats-sampler.js';

const ID = 'a'.repeat(64) as ContainerId;
const HOLDER = '7f5f2a4e-3b1f-4f0e-9a57-1d1f0c6f5a01';

/** A host with one container that uses half a core. */
function aHost() {
  let looks = 0;
  return {
    looks: () => looks,
    keepOnly: () => undefined,
    containers: async () => {
      looks += 1;
      const monotonic = performance.now();
      return new Map([[ID, { at: Date.now(), monotonic, cpuNanoseconds: monotonic * 5e5, memoryBytes: 7 }]]);
    },
    host: async () => ({ at: Date.now(), monotonic: performance.now(), load1: 1 }),
  };
}

class StandIn implements Link {
  closed = false;
  readonly live: StatsLive[] = [];
  readonly history: StatsHistory[] = [];
  refuse?: Error;

  async emit(event: string, request: object): Promise<never> {
    if (this.refuse !== undefined) throw this.refuse;
    if (event === 'stats.live') this.live.push(request as StatsLive);
    else this.history.push(request as StatsHistory);
    return {} as never;
  }
}

describe('StatsSampler', () => {
  let stop: AbortController;
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(() => stop.abort());

  const sampler = (source: ReturnType<typeof aHost>, historyStepMs: number, running = [{ id: ID, startedAt: 'now' }]) =>
    new StatsSampler({
      source: () => source,
      running: () => running,
      log: createLogger('silent'),
      historyStepMs,
    });

  it('looks at nothing live without a lease, and at what is wanted with one', async () => {
    const host = aHost();
    const link = new StandIn();
    const stats = sampler(host, 1e6);
    stats.connected(link);
    await sleep(20);
    expect(host.looks()).toBe(0);
    stats.watch({ holder: HOLDER, seconds: 20, periodMs: 500, all: false, containerIds: [ID] });
    await waitFor(() => link.live.length >= 2, 'two samples');
    expect(link.live[1]).toMatchObject({ containers: [{ id: ID, sample: { memoryBytes: 7 } }] });
    expect(link.live[1]?.host).toBeUndefined();
    expect(link.live[1]?.containers[0]?.sample.cpuCores).toBeCloseTo(0.5, 3);
    stats.watch({ holder: HOLDER, seconds: 0, periodMs: 500, all: false, containerIds: [] });
  });

  it('makes no rate out of counters of two runs, though the later are the higher', async () => {
    const container = { id: ID, startedAt: 'before' };
    const link = new StandIn();
    const stats = sampler(aHost(), 1e6, [container]);
    stats.connected(link);
    stats.watch({ holder: HOLDER, seconds: 20, periodMs: 500, all: false, containerIds: [ID] });
    await waitFor(() => link.live.length >= 1, 'a sample');
    container.startedAt = 'after';
    await waitFor(() => link.live.length >= 3, 'two samples more');
    expect(link.live[1]?.containers[0]?.sample.cpuCores).toBeUndefined();
    expect(link.live[2]?.containers[0]?.sample.cpuCores).toBeCloseTo(0.5, 3);
    stats.watch({ holder: HOLDER, seconds: 0, periodMs: 500, all: false, containerIds: [] });
  });

  it('keeps history until it is taken, and drops what is refused for good', async () => {
    const stats = sampler(aHost(), 5);
    const run = stats.run(stop.signal);
    const link = new StandIn();
    await sleep(120);
    stats.connected(link);
    await waitFor(() => link.history.length >= 2, 'what was recorded while nobody was there');
    expect(link.history[0]?.ticks).toHaveLength(4);
    expect(link.history[0]?.containers[0]?.rows).toHaveLength(4);
    link.refuse = new RoadsteadError('request.invalid', { problem: 'no' });
    await sleep(60);
    link.refuse = undefined;
    const ids = () => link.history.map(({ id }) => id);
    await waitFor(() => link.history.length >= 4, 'more of it');
    expect(new Set(ids()).size).toBe(ids().length);
    stop.abort();
    await run;
  });
});
