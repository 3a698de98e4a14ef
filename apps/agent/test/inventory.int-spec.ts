import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import {
  type ControlPlane,
  type Engine,
  type EnrolledHost,
  engineLines,
  startControlPlane,
  waitFor,
} from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 60_000;

beforeAll(buildAgent, START_MS);

for (const kind of ENGINE_KINDS) {
  const suite = kind.absent === undefined ? describe : describe.skip;
  suite(`inventory of ${kind.name}${kind.absent === undefined ? '' : ` (${kind.absent})`}`, () => {
    let dir: string;
    let engine: Engine;
    let controlPlane: ControlPlane;
    let agent: AgentRun;
    let host: EnrolledHost;
    const settings = () => ({
      url: controlPlane.url,
      stateDir: join(dir, 'state'),
      socketPath: engine.socketPath,
    });

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
      [engine, controlPlane] = await Promise.all([
        kind.start({ dir: join(dir, 'engine'), name: 'inventory' }),
        startControlPlane(),
      ]);
      await importBusybox(engine, 'busybox:1');
      agent = new AgentRun({ ...settings(), token: controlPlane.joinToken() });
      host = await controlPlane.untilListed();
    }, START_MS);

    afterAll(async () => {
      await agent?.stop();
      await controlPlane?.[Symbol.asyncDispose]();
      await engine?.stop();
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    const run = (name: string, ...command: string[]) =>
      engine.docker('run', '--detach', '--network', 'none', '--name', name, 'busybox:1', ...command);

    it('lists what is there, with the facts of the engine', async () => {
      await untilTrue(engine, host);
      expect(host.inventory.images.size).toBe(1);
      const told = async (command: string) => JSON.parse(await engine.docker(command, '--format', '{{json .}}'));
      const [info, { Server }] = [await told('info'), await told('version')];
      expect(host.inventory.facts).toMatchObject({
        ...{ name: 'inventory', engineId: info.ID, version: Server.Version, apiVersion: Server.ApiVersion },
        ...{ os: info.OperatingSystem, kernel: info.KernelVersion, cpus: info.NCPU, memoryBytes: info.MemTotal },
        ...{ storageDriver: info.Driver, storageStatus: info.DriverStatus, dataRoot: info.DockerRootDir },
        ...{ cgroupDriver: info.CgroupDriver, cgroupVersion: info.CgroupVersion, liveRestore: info.LiveRestoreEnabled },
        registryMirrors: info.RegistryConfig.Mirrors ?? [],
        insecureRegistries: expect.arrayContaining(info.RegistryConfig.InsecureRegistryCIDRs),
        warnings: info.Warnings ?? [],
      });
      const versionOf = (name: string) =>
        Server.Components.find((each: { Name: string }) => each.Name === name)?.Version;
      const { containerdVersion, runcVersion } = host.inventory.facts ?? {};
      expect([containerdVersion, runcVersion]).toEqual([versionOf('containerd'), versionOf('runc')]);
      const [image] = host.inventory.images.values();
      expect(image?.engineId === image?.id).toBe(!kind.containerdStore);
    });

    it('tells each change of a container, with exit code and times', async () => {
      const listed = host.inventory.epochs.length;
      await run('changing');
      await untilState(host, 'changing', 'running');
      await engine.docker('pause', 'changing');
      await untilState(host, 'changing', 'paused');
      await engine.docker('unpause', 'changing');
      await engine.docker('rename', 'changing', 'renamed');
      await untilState(host, 'renamed', 'running');
      await engine.docker('kill', 'renamed');
      const ended = await untilState(host, 'renamed', 'exited');
      expect(ended).toMatchObject({ exitCode: 137, imageReference: 'busybox:1', command: 'sleep 1000000' });
      expect(Date.parse(ended.finishedAt ?? '')).toBeGreaterThan(Date.parse(ended.startedAt ?? ''));
      await engine.docker('rm', 'renamed');
      await untilTrue(engine, host);
      expect(host.inventory.containers.size).toBe(0);
      expect(host.inventory.epochs.length).toBe(listed);
    });

    it('tells tags that come, move and go, and untagged images', async () => {
      await engine.docker('tag', 'busybox:1', 'shop/web:1');
      await untilTrue(engine, host);
      const id = await run('committed', 'true');
      await waitFor(() => find(host, 'committed')?.state === 'exited', 'the end');
      await engine.docker('commit', id.trim(), 'shop/web:1');
      await untilTrue(engine, host);
      await engine.docker('commit', '--message', 'untagged', id.trim());
      await untilTrue(engine, host);
      await engine.docker('rm', 'committed');
      await engine.docker('image', 'prune', '--force');
      await engine.docker('rmi', 'shop/web:1');
      await untilTrue(engine, host);
      expect(host.inventory.images.size).toBe(1);
    });

    it('is true again within ten quiet seconds of 300 container events in a moment', async () => {
      const names = Array.from({ length: 80 }, (_, index) => `burst-${index}`);
      const json = { Image: 'busybox:1', HostConfig: { NetworkMode: 'none' } };
      await inBatches(names, (name) => engine.request('POST', `/containers/create?name=${name}`, { json }));
      await inBatches(names, (name) => engine.request('POST', `/containers/${name}/rename?name=${name}-x`));
      await inBatches(names, (name) => engine.request('POST', `/containers/${name}-x/rename?name=${name}-y`));
      await inBatches(names.slice(0, 60), (name) => engine.request('DELETE', `/containers/${name}-y?force=1`));
      await untilTrue(engine, host);
      expect(host.inventory.containers.size).toBe(20);
      await engine.docker('rm', ...names.slice(60).map((name) => `${name}-y`));
      await untilTrue(engine, host);
    });

    it('sees by a burst that a container was started anew, whatever events were lost', async () => {
      await run('restarted');
      const before = await untilState(host, 'restarted', 'running');
      for (let i = 0; i < 3; i += 1) await engine.docker('restart', '--time', '0', 'restarted');
      await waitFor(() => find(host, 'restarted')?.startedAt !== before.startedAt, 'the new start');
      await untilExact(engine, host, 'restarted');
    });

    it('goes on with deltas after a cut of the link, without a new list', async () => {
      const listed = host.inventory.epochs.length;
      host.cut();
      await engine.docker('tag', 'busybox:1', 'while/cut:1');
      await waitFor(() => host.connected, 'the reconnect');
      await untilTrue(engine, host);
      expect(host.inventory.epochs.length).toBe(listed);
    });

    it('keeps what happens while the control plane is away, and tells it when it is back', async () => {
      await controlPlane.goAway();
      await engine.docker('rmi', 'while/cut:1');
      await engine.docker('rm', '--force', 'restarted');
      await sleep(1500);
      await controlPlane.comeBack();
      await waitFor(() => host.connected, 'the reconnect');
      await untilTrue(engine, host);
    });

    it('tries a delta again that was not taken for a passing reason', async () => {
      const listed = host.inventory.epochs.length;
      const error = new RoadsteadError('dependency.unavailable', { dependency: 'Postgres' });
      host.refusals.push({ event: 'inventory.delta', error });
      await run('retried');
      await untilState(host, 'retried', 'running');
      expect(host.refusals).toEqual([]);
      expect(host.inventory.epochs.length).toBe(listed);
    });

    it('lists again under a new epoch when asked to, on a gap, and when the views differ', async () => {
      for (const disturb of [
        () => host.command('inventory.list', {}),
        () => host.refusals.push({ event: 'inventory.delta', error: new RoadsteadError('inventory.resync') }),
        () => host.inventory.lose(),
      ]) {
        const listed = host.inventory.epochs.length;
        await disturb();
        await engine.docker('restart', '--time', '0', 'retried');
        await waitFor(() => host.inventory.epochs.length > listed, 'a new list');
        await untilTrue(engine, host);
      }
    });

    it('lists again when a list was refused in its middle, also by a closed link', async () => {
      host.refusals.push({ event: 'inventory.snapshot', error: new RoadsteadError('inventory.resync') });
      await host.command('inventory.list', {});
      await waitFor(() => host.refusals.length === 0, 'the refusal');
      host.cut();
      await waitFor(() => host.connected, 'the reconnect');
      await untilTrue(engine, host);
    });

    it('lists under a new epoch after a restart of the engine, and says meanwhile that it is down', async () => {
      const listed = host.inventory.epochs.length;
      await engine.kill9();
      await waitFor(() => host.heartbeats.at(-1)?.engineError?.includes('does not answer'), 'the bad news');
      expect(host.heartbeats.at(-1)?.engine).toBe('down');
      await engine.restart();
      await waitFor(() => host.inventory.epochs.length > listed, 'a new list');
      await waitFor(() => host.heartbeats.at(-1)?.engine === 'up', 'the good news');
      await untilTrue(engine, host);
    });

    it('is the same host after kill -9 of the agent, and true again', async () => {
      await agent.kill9();
      await engine.docker('rm', '--force', 'retried');
      agent = new AgentRun(settings());
      await waitFor(() => host.hellos.length > 0 && host.connected, 'the agent');
      await untilTrue(engine, host);
      expect(controlPlane.hosts).toHaveLength(1);
    });

    it('stops at once on SIGTERM, with exit code 0', async () => {
      expect(await agent.stop()).toBe(0);
    });
  });
}

function find(host: EnrolledHost, name: string) {
  return [...host.inventory.containers.values()].find((container) => container.name === name);
}

function untilState(host: EnrolledHost, name: string, state: string) {
  return waitFor(
    () => [find(host, name)].find((container) => container?.state === state),
    `${name} to be ${state}; it is ${find(host, name)?.state}`,
    { timeoutMs: 10_000 },
  );
}

/** Within the ten seconds that an inventory may lag. */
async function untilTrue(engine: Engine, host: EnrolledHost): Promise<void> {
  const { inventory } = host;
  await waitFor(
    async () => {
      const told = [
        ...[...inventory.containers.values()].map(({ id, name, state }) => `container ${id} ${name} ${state}`),
        ...[...inventory.images.values()].flatMap(({ engineId, references }) =>
          (references.length > 0 ? references : ['<none>']).map((reference) => `image ${engineId} ${reference}`),
        ),
      ];
      const truth = await engineLines(engine);
      expect([...new Set(told)].sort()).toEqual([...new Set(truth)].sort());
      return host.connected;
    },
    'the inventory to equal the engine',
    { timeoutMs: 10_000 },
  );
}

async function untilExact(engine: Engine, host: EnrolledHost, name: string): Promise<void> {
  await waitFor(
    async () => {
      const startedAt = await engine.docker('inspect', '--format', '{{.State.StartedAt}}', name);
      return find(host, name)?.startedAt === startedAt.trim();
    },
    'the time of the start',
    { timeoutMs: 10_000 },
  );
}

/** Ten at once: what one engine takes in a moment. */
async function inBatches(names: readonly string[], act: (name: string) => Promise<unknown>): Promise<void> {
  const queue = names.values();
  const worker = async () => {
    for (const name of queue) await act(name);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}
