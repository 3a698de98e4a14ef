import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { API_PREFIX, type CreatedJobs } from '@roadstead/contract';
import { AGENT_PATHS, LOG_MEDIA_TYPES, PROTOCOL_VERSION, type StreamOpen, succeed } from '@roadstead/protocol';
import { Redis } from 'ioredis';
import pg from 'pg';
import { hashPassword } from '../src/auth/passwords.js';
import { createDatabase, until } from './api-harness.js';
import { ScriptedAgent } from './jobs-agent.js';
import type { Api } from './jobs-harness.js';

/** infra/build is plain Node, for it runs before anything is installed: it is no package. */
const BUILD = new URL('../../../infra/build/build.mjs', import.meta.url).href;
const BUILT = ['libs/domain', 'libs/protocol', 'libs/contract', 'database client', 'apps/api'];
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const PASSWORD = 'pa55word-of-the-admin';

describe('the process of the API', () => {
  const processes: ChildProcess[] = [];
  let folder: string;
  let databaseUrl: string;
  let database: pg.Client;

  beforeAll(async () => {
    const { build } = (await import(BUILD)) as { build: (options: { only: string[] }) => Promise<string[]> };
    await build({ only: BUILT });
    folder = mkdtempSync(join(tmpdir(), 'roadstead-attacks-'));
    writeFileSync(join(folder, 'key'), randomBytes(32).toString('base64'));
    databaseUrl = await createDatabase();
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(
      'CREATE TABLE _prisma_migrations (migration_name text, finished_at timestamptz DEFAULT now())',
    );
    const { listMigrations } = await import('../src/platform/database/migrations.js');
    for (const { name } of listMigrations())
      await database.query('INSERT INTO _prisma_migrations (migration_name) VALUES ($1)', [name]);
    await database.query('INSERT INTO users (id, username, password_hash, role) VALUES ($1, $2, $3, $4)', [
      randomUUID(),
      'admin',
      await hashPassword(PASSWORD),
      'admin',
    ]);
  });
  afterEach(() => {
    for (const child of processes.splice(0)) child.kill('SIGKILL');
  });
  afterAll(async () => {
    await database?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param stdout a file descriptor that takes the log instead of `said` */
  const start = (overrides: Record<string, string> = {}, stdout?: number) => {
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      REDIS_URL: process.env.TEST_REDIS_URL,
      ROADSTEAD_SECRET_KEY_FILE: join(folder, 'key'),
      PORT: '0',
      ...overrides,
    };
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', stdout ?? 'pipe', 'pipe'] });
    processes.push(child);
    const run = { child, said: '', ended: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        run.said += chunk;
      });
    }
    return run;
  };
  const ready = async (run: ReturnType<typeof start>): Promise<string> => {
    const said = await until(
      'the start',
      async () => run.said,
      (text) => text.includes('roadstead is ready'),
    );
    return `http://127.0.0.1:${/"port":(\d+)/.exec(said)?.[1]}`;
  };
  const freePort = (): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
    });

  it.each([
    ['a port that is taken', () => ({ PORT: String(new URL(databaseUrl).port) }), /Cannot listen at .*already/],
    ['an address of another machine', () => ({ ROADSTEAD_LISTEN: '203.0.113.9' }), /Cannot listen at 203.0.113.9/],
    ['a dashboard that is not there', () => ({ ROADSTEAD_WEB_DIR: join(folder, 'none') }), /Build the dashboard/],
    [
      'a secret key that is not there',
      () => ({ ROADSTEAD_SECRET_KEY_FILE: join(folder, 'none') }),
      /secret key cannot be read/,
    ],
  ])('ends in words, not with a stack, at %s', async (_what, overrides, words) => {
    const run = start(overrides());
    expect(await run.ended).toBe(78);
    expect(run.said).toMatch(words);
    expect(run.said).not.toMatch(/^\s+at /m);
  });

  it('does not touch the database of a newer version', async () => {
    await database.query(`INSERT INTO _prisma_migrations (migration_name) VALUES ('20991231000000_future')`);
    const run = start();
    expect(await run.ended).toBe(78);
    expect(run.said).toContain('of a newer version of Roadstead (20991231000000_future)');
    await database.query(`DELETE FROM _prisma_migrations WHERE migration_name = '20991231000000_future'`);
  });

  it('works and ends while its log has no room on the disk', async () => {
    const port = await freePort();
    const run = start({ PORT: String(port), LOG_LEVEL: 'debug' }, openSync('/dev/full', 'w'));
    const health = () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ status }) => status,
        () => 0,
      );
    await until('the start', health, (status) => status === 200);
    for (let i = 0; i < 50; i += 1) expect(await health()).toBe(200);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  it('loses nothing that it accepted when it is told to stop amid requests', async () => {
    const run = start();
    const url = await ready(run);
    const cookie = await signIn(url);
    const agent = await addHost(database);
    const post = async (): Promise<string | undefined> => {
      try {
        const response = await fetch(`${url}${API_PREFIX}/jobs`, {
          method: 'POST',
          headers: { cookie, origin: url, 'content-type': 'application/json' },
          body: JSON.stringify({ kind: 'image.pull', hostIds: [agent.hostId], params: { reference: 'shop/web:1' } }),
        });
        return response.status === 202 ? ((await response.json()) as CreatedJobs).batchId : undefined;
      } catch {
        return undefined;
      }
    };
    const asked = Array.from({ length: 60 }, () => post());
    await asked[0];
    run.child.kill('SIGTERM');
    const accepted = (await Promise.all(asked)).filter((id) => id !== undefined);
    expect(await run.ended).toBe(0);
    expect(run.said).not.toContain('unexpected error');
    const { rows } = await database.query('SELECT id FROM job_batches WHERE id = ANY($1::uuid[])', [accepted]);
    expect(rows).toHaveLength(accepted.length);
    const { rows: whole } = await database.query(
      'SELECT count(*)::int AS n FROM job_batches b WHERE NOT EXISTS (SELECT FROM jobs j WHERE j.batch_id = b.id)',
    );
    expect(whole[0].n).toBe(0);
  });

  it('leaves no secret in its log, in what it stores, or in what it answers', async () => {
    const run = start({ LOG_LEVEL: 'trace' });
    const url = await ready(run);
    const api = { url } as Api;
    const answers: string[] = [];
    const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
      const response = await fetch(url + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      answers.push(text);
      return text;
    };
    const cookie = await signIn(url);
    const session = { cookie, origin: url };
    const { token } = JSON.parse(
      await call('POST', `${API_PREFIX}/auth/tokens`, session, { name: 'x', role: 'admin' }),
    );
    const { token: joinToken } = JSON.parse(await call('POST', `${API_PREFIX}/join-tokens`, session, { uses: 2 }));
    answers.length = 0;
    const bearer = { authorization: `Bearer ${token}` };

    const enrolling = new ScriptedAgent('enrolling');
    const enrol = {
      token: joinToken,
      publicKey: enrolling.publicKey,
      protocolVersion: PROTOCOL_VERSION,
      hostname: 'h',
    };
    await call('POST', AGENT_PATHS.enrol, {}, enrol);
    await call('POST', AGENT_PATHS.enrol, {}, { ...enrol, hostname: 'h\u0000' });
    await call('POST', AGENT_PATHS.enrol, {}, { ...enrol, publicKey: joinToken });
    await call('POST', AGENT_PATHS.enrol, {}, { ...enrol, protocolVersion: 99 });
    await call('POST', AGENT_PATHS.enrol, {}, `${JSON.stringify(enrol)}}`);

    const agent = await addHost(database);
    const containerId = await addContainer(database, agent);
    const tickets: string[] = [];
    agent.onStream = ({ ticket }: StreamOpen) => {
      tickets.push(ticket);
      void call(
        'POST',
        AGENT_PATHS.stream,
        { authorization: `Bearer ${ticket}`, 'content-type': LOG_MEDIA_TYPES.raw },
        'log',
      );
      return succeed({ mediaType: LOG_MEDIA_TYPES.raw });
    };
    await agent.connect(api);
    const logs = `${API_PREFIX}/hosts/${agent.hostId}/containers/${containerId}/logs`;
    expect(await call('GET', logs, bearer)).toBe('log');
    await call('POST', AGENT_PATHS.stream, { authorization: `Bearer ${tickets[0]}` }, 'again');

    await call('POST', `${API_PREFIX}/auth/login`, {}, { username: 'admin', password: `${PASSWORD}\u0000` });
    await call('POST', `${API_PREFIX}/auth/login`, {}, { username: 'admin\u0000', password: PASSWORD });
    await call('POST', `${API_PREFIX}/auth/login`, {}, { username: { token }, password: [PASSWORD] });
    await call('POST', `${API_PREFIX}/auth/login`, {}, `{"password": "${PASSWORD}",}`);
    await call('POST', `${API_PREFIX}/auth/login`, {}, { username: PASSWORD, password: 'in the wrong field' });
    await call('GET', `${API_PREFIX}/hosts?token=${token}`, {});
    await call('GET', `/no/such/page?token=${token}`, bearer);
    await call('POST', `${API_PREFIX}/jobs`, { ...bearer, 'idempotency-key': 'x' }, { kind: token });
    await call('GET', `${API_PREFIX}/containers?q=%00`, { cookie });
    agent.disconnect();
    await call('POST', `${API_PREFIX}/auth/logout`, session);
    run.child.kill('SIGTERM');
    await run.ended;

    const secrets = { PASSWORD, token, joinToken, cookie: cookie.split('=')[1] ?? '', ticket: tickets[0] ?? '' };
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
    const keys = (await redis.keys('*')).join('\n');
    redis.disconnect();
    const places = { log: run.said, rows: await everyRow(database), keys, answers: answers.join('\n') };
    for (const [name, secret] of Object.entries(secrets)) {
      expect([name, secret.length > 15]).toEqual([name, true]);
      for (const [place, text] of Object.entries(places)) {
        expect([name, place, text.includes(secret)]).toEqual([name, place, false]);
      }
    }
    expect(run.said.length).toBeGreaterThan(1000);
  });
});

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}${API_PREFIX}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function addHost(database: pg.Client): Promise<ScriptedAgent> {
  const agent = new ScriptedAgent(`host-${randomBytes(4).toString('hex')}`);
  const values = [agent.hostId, agent.name, agent.publicKey];
  await database.query('INSERT INTO hosts (id, name, public_key) VALUES ($1, $2, $3)', values);
  return agent;
}

async function addContainer(database: pg.Client, { hostId }: ScriptedAgent): Promise<string> {
  const { aContainer } = await import('@roadstead/testing');
  const record = aContainer('web');
  const { id, name, imageId, imageReference, state, createdAt } = record;
  await database.query(
    `INSERT INTO containers (host_id, id, name, image_id, image_reference, state, created_at, record, fingerprint,
      search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '')`,
    [hostId, id, name, imageId, imageReference, state, createdAt, record],
  );
  return id;
}

/** All that the database holds, as text. */
async function everyRow(database: pg.Client): Promise<string> {
  const { rows: tables } = await database.query(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.query(`SELECT t::text AS text FROM "${name}" t`);
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join('\n');
}
