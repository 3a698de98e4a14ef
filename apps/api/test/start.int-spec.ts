import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadServices } from '@roadstead/testing';
import { createDatabase, until } from './api-harness.js';

/** infra/build is plain Node, for it runs before anything is installed: it is no package. */
const BUILD = new URL('../../../infra/build/build.mjs', import.meta.url).href;
const BUILT = ['libs/domain', 'libs/protocol', 'libs/contract', 'database client', 'apps/api'];
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** A program of the API as a process of its own, and what it said. */
class Program {
  output = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(script: string, env: Record<string, string>, args: string[] = []) {
    this.#child = spawn(process.execPath, [join(DIST, script), ...args], { env: { PATH: process.env.PATH, ...env } });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk;
      });
    }
    this.ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  said(words: string): Promise<string> {
    return until(
      `"${words}"`,
      async () => this.output,
      (output) => output.includes(words),
    );
  }

  async port(): Promise<number> {
    return Number(/"port":(\d+)/.exec(await this.said('roadstead is ready'))?.[1]);
  }

  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}

describe('the start of the API', () => {
  const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
  const programs: Program[] = [];
  let folder: string;
  let keyFile: string;

  beforeAll(async () => {
    const { build } = (await import(BUILD)) as { build: (options: { only: string[] }) => Promise<string[]> };
    await build({ only: BUILT });
    folder = mkdtempSync(join(tmpdir(), 'roadstead-start-'));
    keyFile = join(folder, 'key');
    writeFileSync(keyFile, randomBytes(32).toString('base64'));
  });
  afterEach(() => Promise.all(programs.splice(0).map((program) => program.stop())));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (script: string, env: Record<string, string>, args: string[] = []): Program => {
    const program = new Program(script, env, args);
    programs.push(program);
    return program;
  };
  const migratedDatabase = async () => {
    const DATABASE_URL = await createDatabase({ migrated: false });
    expect(await run('migrate.js', { DATABASE_URL }).ended).toBe(0);
    return DATABASE_URL;
  };
  const environment = (overrides: Record<string, string> = {}) => ({
    DATABASE_URL: TEST_DATABASE_URL,
    REDIS_URL: TEST_REDIS_URL,
    ROADSTEAD_SECRET_KEY_FILE: keyFile,
    PORT: '0',
    ...overrides,
  });

  it('names every variable that is missing, and ends without a stack', async () => {
    const api = run('main.js', {});
    expect(await api.ended).toBe(78);
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'ROADSTEAD_SECRET_KEY_FILE']) expect(api.output).toContain(name);
    expect(api.output).not.toContain('at ');
  });

  it('says the command where the database was not brought up to date', async () => {
    const DATABASE_URL = await createDatabase({ migrated: false });
    const api = run('main.js', environment({ DATABASE_URL }));
    expect(await api.ended).toBe(78);
    expect(api.output).toContain('node apps/api/dist/migrate.js');
    expect(await run('migrate.js', { DATABASE_URL }).ended).toBe(0);
    const second = run('migrate.js', { DATABASE_URL });
    expect([await second.ended, second.output]).toEqual([0, 'The database is up to date.\n']);
    const again = run('main.js', environment({ DATABASE_URL }));
    expect(await again.port()).toBeGreaterThan(0);
  });

  it('two that migrate at the same time do not get in each other’s way', async () => {
    const DATABASE_URL = await createDatabase({ migrated: false });
    const both = [run('migrate.js', { DATABASE_URL }), run('migrate.js', { DATABASE_URL })];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(both.map(({ output }) => output.slice(0, 7)).sort()).toEqual(['Applied', 'The dat']);
  });

  it('makes an administrator once, with a token that lets in and that only the owner can read', async () => {
    const DATABASE_URL = await migratedDatabase();
    const tokenFile = join(folder, 'admin-token');
    const bootstrap = async (...args: string[]) => {
      const program = run('bootstrap.js', { DATABASE_URL }, args);
      expect(await program.ended).toBe(0);
      return JSON.parse(program.output) as { username: string; password?: string };
    };
    const first = await bootstrap('--admin-token-file', tokenFile);
    expect(first).toEqual({ username: 'admin', password: expect.stringMatching(/^.{20}$/) });
    expect(await bootstrap('--admin-token-file', tokenFile)).toEqual({ username: 'admin' });
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);

    const api = run('main.js', environment({ DATABASE_URL }));
    const url = `http://127.0.0.1:${await api.port()}/api/v1`;
    const authorization = `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`;
    expect((await fetch(`${url}/hosts`, { headers: { authorization } })).status).toBe(200);
    const login = (password = '') =>
      fetch(`${url}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password }),
      });
    expect((await login(first.password)).status).toBe(200);
    const reset = await bootstrap('--reset-password');
    expect([(await login(first.password)).status, (await login(reset.password)).status]).toEqual([401, 200]);
  });

  it('waits in words for Postgres and Redis, goes on when they are there, and says when one goes', async () => {
    const { startPostgres, startRedis } = await loadServices();
    const postgres = await startPostgres({ dir: join(folder, 'postgres'), fast: true });
    const redis = await startRedis({ dir: join(folder, 'redis') });
    try {
      const env = environment({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
      expect(await run('migrate.js', env).ended).toBe(0);
      await Promise.all([postgres.kill9(), redis.kill9()]);
      const api = run('main.js', env);
      await api.said('waiting for Postgres at 127.0.0.1');
      await api.said('waiting for Redis at 127.0.0.1');
      expect(api.output).not.toContain(new URL(postgres.url).password);
      await Promise.all([postgres.restart(), redis.restart()]);
      const url = `http://127.0.0.1:${await api.port()}`;
      const ready = async () => {
        const response = await fetch(`${url}/readyz`);
        return { status: response.status, body: (await response.json()) as Record<string, string> };
      };
      expect(await ready()).toEqual({ status: 200, body: { postgres: 'ok', redis: 'ok' } });

      await redis.kill9();
      const withoutRedis = await until('readyz to notice', ready, ({ status }) => status === 503);
      expect(withoutRedis.body.postgres).toBe('ok');
      await redis.restart();
      await until('readyz to recover', ready, ({ status }) => status === 200);

      await postgres.kill9();
      await until('readyz to notice', ready, ({ body }) => body.postgres !== 'ok');
      const answer = await fetch(`${url}/api/v1/hosts`, { headers: { authorization: 'Bearer rst_x' } });
      expect([answer.status, await answer.json()]).toEqual([
        503,
        {
          error: {
            code: 'dependency.unavailable',
            message: 'Postgres cannot be reached right now. Nothing is lost; try again in a moment.',
            detail: { dependency: 'Postgres' },
          },
        },
      ]);
      await postgres.restart();
      await until('readyz to recover', ready, ({ status }) => status === 200);
    } finally {
      await Promise.all([postgres.stop(), redis.stop()]);
    }
  });

  it('listens on further addresses on the same port, and stops all of it on SIGTERM', async () => {
    const DATABASE_URL = await migratedDatabase();
    const api = run('main.js', environment({ DATABASE_URL, ROADSTEAD_LISTEN: '127.0.0.2' }));
    const port = await api.port();
    for (const address of ['127.0.0.1', '127.0.0.2']) {
      expect((await fetch(`http://${address}:${port}/healthz`)).status).toBe(200);
    }
    expect(await api.stop()).toBe(0);
    await expect(fetch(`http://127.0.0.2:${port}/healthz`)).rejects.toThrow();
  });
});
