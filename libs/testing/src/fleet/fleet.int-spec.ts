import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NETWORK_PREFIX } from './engine-network.js';
import {
  clearFleetLeftovers,
  type Engine,
  type Fleet,
  folderOwner,
  type Registry,
  startEngine,
  startFleet,
  startRegistry,
} from './index.js';
import { mountsBelow } from './mount-table.js';
import { argvOf, findProcesses } from './process-table.js';
import { runProgram } from './program.js';

const START_MS = 60_000;
const SCALE = 0.02;
const PREFIX = 'roadstead-fleet-';

describe('a real fleet of two engines and a registry', () => {
  let dir: string;
  let fleet: Fleet;
  let first: Engine;
  let second: Engine;
  let registry: Registry;

  const start = async () => {
    fleet = await startFleet({ dir, hosts: 2, names: ['north', 'south'], samples: { scale: SCALE } });
    [first, second] = fleet.engines as [Engine, Engine];
    registry = fleet.registry as Registry;
  };

  beforeAll(async () => {
    await clearAbortedRuns();
    dir = await mkdtemp(join(tmpdir(), PREFIX));
    await start();
  }, START_MS);

  afterAll(async () => {
    await fleet?.stop();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  it('each engine reports a host name and an address of its own', async () => {
    const names = await Promise.all(fleet.engines.map((engine) => engine.docker('info', '--format', '{{.Name}}')));
    expect(names.map((name) => name.trim())).toEqual(['north', 'south']);
    expect(first.address).not.toBe(second.address);
    const hostname = first.spawnInHost('hostname', [], { stdio: ['ignore', 'pipe', 'ignore'] });
    expect(await text(hostname.stdout as NonNullable<typeof hostname.stdout>)).toBe('north\n');
  });

  it('the samples log, fail, pause, and are of many shared layers', async () => {
    const states = await first.docker('ps', '--all', '--format', '{{.Names}} {{.State}} {{.Status}}');
    expect(states).toMatch(/shop-web-1 running/);
    expect(states).toMatch(/shop-migrate exited Exited \(3\)/);
    expect(await second.docker('ps', '--format', '{{.Names}} {{.State}}')).toContain('shop-worker-2 paused');
    expect(await first.docker('logs', 'shop-web-1')).toContain('serving /srv/www on port 80');
    const page = await fetch(`http://${first.address}:8080/`);
    expect(await page.text()).toContain('shop 1.1');
    expect(await layersOf(second, registry.reference('data/store:5.0'))).toHaveLength(15);
  });

  it('what one engine pushes the other pulls, except the layers that it has', async () => {
    const source = registry.reference('shop/web:1.1');
    const reference = registry.reference('team/pushed:1');
    await first.docker('tag', source, reference);
    await first.docker('push', reference);
    expect(await registry.tags('team/pushed')).toEqual(['1']);
    const words = await second.docker('pull', reference);
    const shared = (words.match(/: Already exists/g) ?? []).length;
    const pulled = (words.match(/: Pull complete/g) ?? []).length;
    const layers = await layersOf(first, source);
    const present = await layersOf(second, registry.reference('shop/web:1.0'));
    expect(shared).toBe(layers.findIndex((layer, index) => present[index] !== layer));
    expect(shared).toBeGreaterThan(5);
    expect(shared + pulled).toBe(layers.length);
  });

  it('a cut network cuts, and mends when it is restored', async () => {
    const curl = ['--silent', '--max-time', '5', `http://${registry.address}/v2/`];
    const exitCode = async () => (await once(first.spawnInHost('curl', curl, { stdio: 'ignore' }), 'exit'))[0];
    expect(await exitCode()).toBe(0);
    await first.cutNetwork();
    expect(await exitCode()).not.toBe(0);
    await first.restoreNetwork();
    expect(await exitCode()).toBe(0);
  });

  it(
    'an engine that is killed comes back with its containers',
    async () => {
      const killed = second.pid;
      await second.kill9();
      expect(argvOf(killed)).toBeUndefined();
      await expect(second.request('GET', '/_ping')).rejects.toThrow();
      await second.restart();
      expect(await second.docker('ps', '--format', '{{.Names}}')).toContain('data-store');
    },
    START_MS,
  );

  it('another fleet cannot take the folder while this one runs', async () => {
    await expect(startFleet({ dir, hosts: 1 })).rejects.toThrow(`in use by the fleet of process ${process.pid}`);
  });

  it(
    'stop leaves no process, namespace, link or mount behind, and the next start finds all again',
    async () => {
      const before = await first.docker('ps', '--all', '--quiet', '--no-trunc');
      const { gatewayAddress } = fleet;
      await fleet.stop();
      expect(findProcesses((argv) => argv.some((argument) => argument.includes(dir)))).toEqual([]);
      expect(mountsBelow(dir)).toEqual([]);
      expect(await runProgram('ip', ['-4', 'addr', 'show', 'to', gatewayAddress])).toBe('');
      const network = `${NETWORK_PREFIX}${gatewayAddress.split('.')[2]}-`;
      expect((await readdir('/run/netns')).filter((name) => name.startsWith(network))).toEqual([]);

      const started = Date.now();
      await start();
      expect(await first.docker('ps', '--all', '--quiet', '--no-trunc')).toBe(before);
      expect(await first.docker('ps', '--format', '{{.Names}}')).toContain('shop-web-1');
      expect(Date.now() - started).toBeLessThan(START_MS);
    },
    START_MS,
  );

  it(
    'the next start takes over from an owner that was killed, and ends what that one left running',
    async () => {
      const left = fleet.engines.map((engine) => engine.pid);
      await writeFile(join(dir, 'owner'), '1:none'); // No process has this identity, as after a kill -9.
      await start();
      expect(left.map(argvOf)).toEqual([undefined, undefined]);
      expect(await second.docker('ps', '--format', '{{.Names}}')).toContain('data-store');
    },
    START_MS,
  );
});

describe('an engine without a network and a registry with users', () => {
  it(
    'pushes on loopback once it has signed in',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'roadstead-lone-'));
      const user = { user: 'ann', password: 'with spaces & signs' };
      const registry = await startRegistry({ dir: join(dir, 'registry'), addresses: ['127.0.0.1'], htpasswd: [user] });
      const engine = await startEngine({ dir: join(dir, 'engine'), name: 'lone' });
      try {
        expect(await engine.docker('info', '--format', '{{.Name}}')).toBe('lone\n');
        const reference = registry.reference('team/empty:1');
        await engine.docker('import', '--change', 'CMD ["/x"]', await emptyTar(dir), reference);
        await expect(engine.docker('push', reference)).rejects.toThrow(/no basic auth credentials|unauthorized/);
        await engine.docker('login', '--username', user.user, '--password', user.password, registry.address);
        await engine.docker('push', reference);
        expect(await registry.tags('team/empty')).toEqual(['1']);
      } finally {
        await Promise.all([engine.stop(), registry.stop()]);
        await rm(dir, { recursive: true, force: true });
      }
    },
    START_MS,
  );
});

async function layersOf(engine: Engine, reference: string): Promise<string[]> {
  const layers = await engine.docker('image', 'inspect', '--format', '{{json .RootFS.Layers}}', reference);
  return JSON.parse(layers) as string[];
}

async function emptyTar(dir: string): Promise<string> {
  const file = join(dir, 'empty.tar');
  await runProgram('tar', ['--create', '--file', file, '--files-from', '/dev/null']);
  return file;
}

/** What an earlier run of this file left behind that was killed. */
async function clearAbortedRuns(): Promise<void> {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX)).map((name) => join(tmpdir(), name));
  for (const folder of left) {
    if ((await folderOwner(folder)) !== undefined) continue;
    await clearFleetLeftovers(folder);
    await rm(folder, { recursive: true, force: true });
  }
}
