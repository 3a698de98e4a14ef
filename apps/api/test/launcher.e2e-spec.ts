import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endProcess, loadServices, ROOT, restClient, waitFor } from '@roadstead/testing';

/** Making a database, sample images and three engines; a build, where none is there yet, comes on top. */
const FIRST_START_MS = 300_000;
const LATER_START_MS = 60_000;
const STOP_MS = 60_000;

describe('npm start -- --demo', () => {
  let freePort: () => Promise<number>;
  let home: string;
  let port: number;
  let launcher: Launcher;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'roadstead-home-'));
    ({ freePort } = await loadServices());
    port = await freePort();
    launcher = start(home, port);
    await launcher.untilSaid(/Roadstead is ready/, FIRST_START_MS);
  }, FIRST_START_MS);

  afterAll(async () => {
    await launcher?.stop();
    await rm(home, { recursive: true, force: true });
  }, STOP_MS);

  const api = async () => {
    const token = (await readFile(join(home, 'admin-token'), 'utf8')).trim();
    return restClient(() => `http://127.0.0.1:${port}`, token);
  };
  const fleet = async () => {
    const hosts = await (await api()).call('listHosts');
    return hosts.map(({ id, name, status, counts }) => ({ id, name, status, containers: counts.containers }));
  };

  it('says the address and the password, and gives three hosts that are online to whoever has the token', async () => {
    expect(launcher.said()).toContain(`http://localhost:${port}`);
    expect(launcher.said()).toMatch(/password \S{8,}/);
    expect((await stat(join(home, 'admin-token'))).mode & 0o777).toBe(0o600);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('<html');
    await waitFor(
      async () => (await fleet()).filter(({ status }) => status === 'online').length >= 3,
      'three hosts online',
    );
  });

  it('runs once: a second one says who has it, and one elsewhere that the port is taken', async () => {
    const again = start(home, await freePort());
    expect(await again.ended()).not.toBe(0);
    expect(again.said()).toContain(`pid ${launcher.pid}`);
    const elsewhere = await mkdtemp(join(tmpdir(), 'roadstead-home-'));
    const other = start(elsewhere, port);
    expect(await other.ended()).not.toBe(0);
    expect(other.said()).toMatch(new RegExp(`[Pp]ort ${port}.* is taken`));
    expect(await leftOf(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  }, 30_000);

  it(
    'stops all that it started on SIGTERM, and the next start finds all again, quickly',
    async () => {
      const before = await fleet();
      expect(await launcher.stop()).toBe(0);
      expect(await leftOf(home)).toEqual([]);

      const startedAt = Date.now();
      launcher = start(home, port);
      await launcher.untilSaid(/Roadstead is ready/, LATER_START_MS);
      expect(Date.now() - startedAt).toBeLessThan(LATER_START_MS);
      await waitFor(async () => {
        expect(await fleet()).toEqual(before);
        return true;
      }, 'the same hosts with the same containers to be online');
      expect(await launcher.stop()).toBe(0);
      expect(await leftOf(home)).toEqual([]);
    },
    LATER_START_MS + 2 * STOP_MS,
  );
});

interface Launcher {
  readonly pid: number | undefined;
  said(): string;
  untilSaid(words: RegExp, timeoutMs: number): Promise<unknown>;
  /** The exit code, once it has ended by itself. */
  ended(): Promise<number | null>;
  /** Sends SIGTERM; the exit code. */
  stop(): Promise<number | null>;
}

function start(home: string, port: number): Launcher {
  const { DATABASE_URL: _database, REDIS_URL: _redis, NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, ['infra/up/up.mjs', '--demo', '--port', String(port)], {
    cwd: ROOT,
    env: { ...env, ROADSTEAD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
  }
  const exit = exitOf(child);
  return {
    pid: child.pid,
    said: () => words,
    async untilSaid(pattern, timeoutMs) {
      const failed = exit.then((code) => {
        throw new Error(`The launcher ended with ${code} and had said:\n${words}`);
      });
      await Promise.race([waitFor(() => pattern.test(words), `the launcher to say ${pattern}`, { timeoutMs }), failed]);
    },
    ended: () => exit,
    async stop() {
      if (child.pid !== undefined) await endProcess(child.pid, STOP_MS);
      return exit;
    },
  };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** Processes, mounts and namespaces that belong to a launcher's folder, in words. */
async function leftOf(home: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
      return argv.includes(home) ? [`process ${pid}: ${argv}`] : [];
    }),
  );
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(home));
  const network = await readFile(join(home, 'fleet', 'network'), 'utf8').catch(() => undefined);
  const namespaces = (await readdir('/run/netns').catch(() => [])).filter((name) => name.startsWith(`rsf${network}-`));
  return [...processes.flat(), ...mounts, ...namespaces.map((name) => `namespace ${name}`)];
}
