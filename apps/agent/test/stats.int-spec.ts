import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContainerId, ContainerSample } from '@roadstead/domain';
import {
  type ControlPlane,
  type Engine,
  type EngineNetwork,
  type EnrolledHost,
  openEngineNetwork,
  startControlPlane,
  startEngine,
  waitFor,
} from '@roadstead/testing';
import { EngineApi } from '../src/engine/engine-api.js';
import type { ContainerCounters } from '../src/engine/stats/counters.js';
import { StatsOfEngine } from '../src/engine/stats/engine-stats.js';
import { AgentRun, buildAgent } from './agent-run.js';
import { importBusybox } from './test-images.js';

const START_MS = 90_000;
const HOLDER = '7f5f2a4e-3b1f-4f0e-9a57-1d1f0c6f5a01';
const MIB = 1024 * 1024;

describe('stats of a host', () => {
  let dir: string;
  let network: EngineNetwork;
  let engine: Engine;
  let controlPlane: ControlPlane;
  let agent: AgentRun;
  let host: EnrolledHost;
  const ids: Record<string, ContainerId> = {};

  const run = async (name: string, options: string[], ...command: string[]) => {
    const id = await engine.docker('run', '--detach', '--name', name, ...options, 'busybox:1', ...command);
    ids[name] = id.trim() as ContainerId;
  };
  const samplesOf = (name: string): ContainerSample[] =>
    host.liveStats.flatMap(({ containers }) =>
      containers.filter(({ id }) => id === ids[name]).map(({ sample }) => sample),
    );
  const watch = (request: { seconds: number; containerIds?: ContainerId[]; all?: boolean }) =>
    host.command('stats.watch', { holder: HOLDER, periodMs: 1000, all: false, containerIds: [], ...request });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
    await buildAgent();
    network = await openEngineNetwork(dir);
    [engine, controlPlane] = await Promise.all([
      startEngine({ dir: join(dir, 'engine'), name: 'stats', network }),
      startControlPlane(),
    ]);
    await importBusybox(engine, 'busybox:1');
    await Promise.all([
      run('busy', ['--cpus', '0.1'], 'sh', '-c', 'while true; do true; done'),
      // 64 MiB that stay in memory: a file of a tmpfs is counted to the container that writes it.
      run(
        'large',
        ['--memory', '256m', '--tmpfs', '/data'],
        'sh',
        '-c',
        'head -c 67108864 /dev/zero > /data/file; sleep 100000',
      ),
      run('quiet', ['--network', 'none'], 'sleep', '100000'),
      run('host-network', ['--network', 'host'], 'sleep', '100000'),
      run('ended', [], 'true'),
    ]);
    agent = new AgentRun({
      url: controlPlane.url,
      stateDir: join(dir, 'state'),
      socketPath: engine.socketPath,
      token: controlPlane.joinToken(),
    });
    host = await controlPlane.untilListed();
  }, START_MS);

  afterAll(async () => {
    await agent?.stop();
    await controlPlane?.[Symbol.asyncDispose]();
    await engine?.stop();
    await network?.close();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  it('sends nothing live while nobody looks, and as soon as somebody does', async () => {
    expect(host.liveStats).toEqual([]);
    await watch({ seconds: 30, all: true });
    await waitFor(
      () => samplesOf('busy').some(({ cpuCores }) => cpuCores !== undefined),
      'a rate of the busy container',
    );
    const [first] = host.liveStats;
    expect(first?.containers.map(({ id }) => id)).not.toContain(ids.ended);
    expect(first?.host).toMatchObject({ memoryTotalBytes: expect.any(Number), diskTotalBytes: expect.any(Number) });
    expect(Math.abs((first?.at ?? 0) - Date.now())).toBeLessThan(30_000);
  });

  it('tells a loop under a limit of a tenth of a core as that, held back, and as the engine counts it', async () => {
    await watch({ seconds: 30, all: true });
    const api = new EngineApi(engine.socketPath, 'stats');
    await api.negotiate();
    const busy = ids.busy as ContainerId;
    const count = async () => (await new StatsOfEngine(api, false).containers([{ id: busy, startedAt: '' }])).get(busy);
    const from = samplesOf('busy').length;
    const before = await count();
    const samples = await waitFor(
      () => samplesOf('busy').length >= from + 4 && samplesOf('busy').slice(from),
      'four more',
    );
    const after = await count();
    const seconds = ((after?.monotonic ?? 0) - (before?.monotonic ?? 0)) / 1000;
    const truth = ((after?.cpuNanoseconds ?? 0) - (before?.cpuNanoseconds ?? 0)) / 1e9 / seconds;
    const cores = samples.flatMap(({ cpuCores }) => cpuCores ?? []);
    const average = cores.reduce((sum, each) => sum + each, 0) / cores.length;
    expect(average).toBeGreaterThan(truth * 0.6);
    expect(average).toBeLessThan(truth * 1.4);
    expect(average).toBeGreaterThan(0.03);
    expect(average).toBeLessThan(0.15);
    expect(Math.max(...samples.map(({ cpuThrottled }) => cpuThrottled ?? 0))).toBeGreaterThan(0.2);
    expect(samplesOf('quiet').at(-1)?.cpuCores).toBeLessThan(0.05);
  });

  it('tells memory and its limit, network and processes', async () => {
    await watch({ seconds: 30, all: true });
    await waitFor(() => (samplesOf('large').at(-1)?.memoryBytes ?? 0) >= 64 * MIB, 'the memory that it holds');
    const large = samplesOf('large').at(-1);
    expect(large?.memoryBytes).toBeLessThan(96 * MIB);
    expect(large).toMatchObject({ memoryLimitBytes: 256 * MIB, pids: 1 });
    expect(large?.networkTxBytes).toEqual(expect.any(Number));
    expect(samplesOf('quiet').at(-1)?.memoryLimitBytes).toBeUndefined();
    expect(samplesOf('quiet').at(-1)?.networkRxBytes ?? 0).toBe(0);
    // What the host receives is not this container's.
    expect(samplesOf('host-network').at(-1)?.networkRxBytes).toBeUndefined();
  });

  it('counts the same from the kernel as from the engine, and as docker stats shows', async () => {
    const api = new EngineApi(engine.socketPath, 'stats');
    await api.negotiate();
    const running = ['large', 'quiet', 'host-network'].map((name) => ({
      id: ids[name] as ContainerId,
      startedAt: 'now',
    }));
    const [files, answers] = [new StatsOfEngine(api), new StatsOfEngine(api, false)];
    const traffic = (counters: Map<ContainerId, ContainerCounters>) =>
      [...counters.values()].map((each) => each.networkRxBytes);
    let [fromFiles, fromEngine] = [await files.containers(running), await answers.containers(running)];
    // The kernel greets its neighbours now and then: compared is what nothing came between.
    await waitFor(async () => {
      const again = await files.containers(running);
      if (String(traffic(again)) === String(traffic(fromFiles))) return true;
      [fromFiles, fromEngine] = [again, await answers.containers(running)];
      return false;
    }, 'a moment without traffic');
    expect(fromFiles.size).toBe(3);
    for (const { id } of running) {
      const [a, b] = [fromFiles.get(id), fromEngine.get(id)];
      expect({ ...a, at: 0, monotonic: 0, memoryBytes: 0, cpuNanoseconds: 0 }).toEqual({
        ...b,
        at: 0,
        monotonic: 0,
        memoryBytes: 0,
        cpuNanoseconds: 0,
        // Neither version has traffic to tell here: the engine leaves out what has no network, the kernel says 0.
        ...(b?.networkRxBytes === undefined && {
          networkRxBytes: a?.networkRxBytes,
          networkTxBytes: a?.networkTxBytes,
        }),
      });
      expect(Math.abs((a?.memoryBytes ?? 0) - (b?.memoryBytes ?? 0))).toBeLessThan(MIB);
      expect(Math.abs((a?.cpuNanoseconds ?? 0) - (b?.cpuNanoseconds ?? 0))).toBeLessThan(1e9);
    }
    const shown = await engine.docker(
      'stats',
      '--no-stream',
      '--format',
      '{{.MemUsage}} {{.NetIO}} {{.PIDs}}',
      'large',
    );
    const [, used, limit, rx, pids] = /^([\d.]+)MiB \/ ([\d.]+)MiB ([\d.]+)k?B \/ .* (\d+)$/.exec(shown.trim()) ?? [];
    const large = fromFiles.get(ids.large as ContainerId);
    expect(Math.abs(Number(used) - (large?.memoryBytes ?? 0) / MIB)).toBeLessThan(1);
    expect([Number(limit), Number(pids), rx !== undefined]).toEqual([256, large?.pids, true]);
  });

  it('begins anew when a container is restarted, and never tells a negative rate', async () => {
    await watch({ seconds: 30, containerIds: [ids.busy as ContainerId] });
    await engine.docker('restart', '--time', '0', 'busy');
    const from = samplesOf('busy').length;
    await waitFor(
      () =>
        samplesOf('busy')
          .slice(from)
          .some(({ cpuCores = 0 }) => cpuCores > 0.03),
      'a rate of its next run',
    );
    expect(samplesOf('busy').every(({ cpuCores = 0, networkRxRate = 0 }) => cpuCores >= 0 && networkRxRate >= 0)).toBe(
      true,
    );
    expect(samplesOf('busy').every(({ cpuCores = 0 }) => cpuCores < 0.5)).toBe(true);
  });

  it('ends with the lease', async () => {
    await watch({ seconds: 0 });
    const count = host.liveStats.length;
    const beats = host.heartbeats.length;
    await waitFor(() => host.heartbeats.length >= beats + 5, 'some time');
    expect(host.liveStats.length - count).toBeLessThanOrEqual(1);
  });

  it('lists the processes of a container that runs, and says so of one that does not', async () => {
    const { processes, more } = await host.command('container.top', { containerId: ids.busy as ContainerId });
    expect(processes).toEqual([expect.objectContaining({ user: 'root', command: 'sh -c while true; do true; done' })]);
    expect(more).toBe(0);
    await expect(host.command('container.top', { containerId: ids.ended as ContainerId })).rejects.toMatchObject({
      code: 'container.not-running',
    });
    await expect(host.command('container.top', { containerId: 'f'.repeat(64) as ContainerId })).rejects.toMatchObject({
      code: 'container.unknown',
    });
  });
});
