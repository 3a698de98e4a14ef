import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../services/index.mjs';
import { allProcesses, linkTarget } from '../services/processes.mjs';

const START_MS = 120_000;

interface Launch {
  child: ChildProcess;
  /** All that it has printed so far. */
  words(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

let home: string;
let port: number;
const launches: Launch[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'roadstead-home-'));
  port = await freePort();
});
afterAll(async () => {
  for (const { child, ended } of launches) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(home, { recursive: true, force: true });
}, START_MS);

/** Starts the launcher as `npm start` does, on a home of this test's own. */
function launch(...args: string[]): Launch {
  return launchBy(process.execPath, ['infra/up/up.mjs', ...args]);
}

function launchBy(program: string, args: string[], more: NodeJS.ProcessEnv = {}): Launch {
  const { DATABASE_URL, REDIS_URL, DOCKER_HOST, ...inherited } = process.env;
  const child = spawn(program, args, {
    env: { ...inherited, NODE_OPTIONS: '', ROADSTEAD_HOME: home, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      words += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started = { child, words: () => words, ended };
  launches.push(started);
  return started;
}

async function ready(launched: Launch): Promise<Launch> {
  const ended = launched.ended.then(() => 'ended');
  while (!launched.words().includes('Roadstead is ready')) {
    const tick = new Promise((resolve) => setTimeout(resolve, 100));
    if ((await Promise.race([ended, tick])) === 'ended') throw new Error(`It did not start:\n${launched.words()}`);
  }
  return launched;
}

async function hosts(): Promise<{ id: string; status: string; engineState: string }[]> {
  const token = readFileSync(join(home, 'admin-token'), 'utf8').trim();
  const response = await fetch(`http://localhost:${port}/api/v1/hosts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()) as Awaited<ReturnType<typeof hosts>>;
}

/** Processes that work in the home, or whose command line or environment of files names it. */
function processesOfHome(): string[] {
  return allProcesses()
    .filter(({ pid, cwd, command }) => {
      const places = [cwd, linkTarget(`/proc/${pid}/fd/1`), ...command];
      return pid !== process.pid && places.some((place) => place?.includes(home));
    })
    .map(({ pid, command }) => `${pid} ${command.join(' ')}`);
}

describe('npm start', () => {
  let hostId: string | undefined;

  it(
    'brings up a control plane with this machine as a host, and gives its administrator a password and a token',
    async () => {
      const { words } = await ready(launch('--port', String(port)));
      const password = /sign in +admin, password (\S+)/.exec(words())?.[1];
      const answer = await fetch(`http://localhost:${port}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password }),
      });
      expect(answer.status).toBe(200);
      expect(statSync(join(home, 'admin-token')).mode & 0o777).toBe(0o600);
      const found = await hosts();
      expect(found).toEqual([expect.objectContaining({ status: 'online', engineState: 'up' })]);
      hostId = found[0]?.id;
      expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
    },
    START_MS,
  );

  it('refuses to start twice, in words', async () => {
    const second = launch('--port', String(port));
    expect(await second.ended).toBe(1);
    expect(second.words()).toContain(`Roadstead runs here already (pid ${launches[0]?.child.pid})`);
  });

  it(
    'after its own kill -9, clears up and finds its data and its host again',
    async () => {
      launches[0]?.child.kill('SIGKILL');
      await launches[0]?.ended;
      const { words } = await ready(launch('--port', String(port)));
      expect(words()).toContain('was not stopped properly');
      expect(words()).toContain('stopping API, left over from the last start');
      expect(words()).toMatch(/password in .*admin-password/);
      expect(await hosts()).toEqual([expect.objectContaining({ id: hostId, status: 'online', engineState: 'up' })]);
    },
    START_MS,
  );

  it(
    'starts the API again when it dies, and says so',
    async () => {
      const { words } = launches.at(-1) as Launch;
      const api = allProcesses().find(
        ({ pid, command }) => linkTarget(`/proc/${pid}/fd/1`) === join(home, 'logs/api.log') && command.length > 1,
      );
      process.kill(api?.pid as number, 'SIGKILL');
      while (!words().includes('API runs again')) await new Promise((resolve) => setTimeout(resolve, 100));
      expect(words()).toContain('API ended with signal SIGKILL');
      expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
    },
    START_MS,
  );

  it(
    'on SIGTERM stops all that it started',
    async () => {
      const { child, ended, words } = launches.at(-1) as Launch;
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(words()).toMatch(/agent .*stopped[\s\S]*API .*stopped[\s\S]*Postgres .*stopped/);
      expect(processesOfHome()).toEqual([]);
    },
    START_MS,
  );

  it(
    'issue-2-npm-ended: stops all that it started when the npm that runs it is ended',
    async () => {
      // As npm does it: a shell between, which is ended and says nothing to the launcher.
      const script = '"$0" infra/up/up.mjs --port "$1"; true';
      const shell = launchBy('sh', ['-c', script, process.execPath, String(port)], { npm_lifecycle_event: 'start' });
      await ready(shell);
      shell.child.kill('SIGTERM');
      await shell.ended;
      expect(shell.words()).toMatch(/API .*stopped[\s\S]*Postgres .*stopped/);
      expect(processesOfHome()).toEqual([]);
    },
    START_MS,
  );

  it('says who holds its port', async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const launched = launch('--port', String(port));
    const code = await launched.ended;
    server.close();
    expect(code).toBe(1);
    expect(launched.words()).toContain(`Port ${port}, which Roadstead is to listen on, is taken by`);
    expect(launched.words()).toContain(`(pid ${process.pid})`);
  });
});
