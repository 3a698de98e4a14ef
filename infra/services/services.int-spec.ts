import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startPostgres, startRedis } from './index.mjs';
import { allProcesses, processAt } from './processes.mjs';

type Service = Awaited<ReturnType<typeof startPostgres>>;

let dir: string;
let started: Service[];
let servers: Server[];
let told: string[];
const log = (words: string) => told.push(words);
const keep = async (service: Promise<Service>) => {
  started.push(await service);
  return service;
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'roadstead-services-'));
  started = [];
  servers = [];
  told = [];
});

afterEach(async () => {
  await Promise.all(started.map((service) => service.stop()));
  for (const server of servers) server.close();
  rmSync(dir, { recursive: true, force: true });
});

const sql = ({ url }: Service, query: string) =>
  execFileSync('psql', [url, '--no-psqlrc', '--tuples-only', '--no-align', '--command', query], { stdio: 'pipe' })
    .toString()
    .trim();
const redis = ({ url }: Service, ...command: string[]) =>
  execFileSync('redis-cli', ['--no-auth-warning', '-u', url, ...command], { stdio: 'pipe' })
    .toString()
    .trim();
const processesBelow = (folder: string) => allProcesses().filter(({ cwd }) => cwd?.startsWith(`${folder}/`));

describe('a private Postgres', () => {
  const open = () => keep(startPostgres({ dir: join(dir, 'postgres'), fast: true, log }));

  it('keeps its data over kill -9, restart and a new start, and leaves no process behind', async () => {
    const first = await open();
    sql(first, 'CREATE TABLE ships (name text); INSERT INTO ships VALUES ($$Nordwind$$)');
    await first.kill9();
    await first.restart();
    expect(sql(first, 'SELECT name FROM ships')).toBe('Nordwind');
    await first.stop();
    expect(processesBelow(dir)).toEqual([]);
    const second = await open();
    expect(sql(second, 'SELECT name FROM ships')).toBe('Nordwind');
  });

  it('sorts by ICU, speaks UTF-8 and wants its password', async () => {
    const postgres = await open();
    expect(sql(postgres, 'SHOW server_encoding')).toBe('UTF8');
    expect(sql(postgres, "SELECT string_agg(w, '' ORDER BY w) FROM unnest(ARRAY['b', 'A', 'ä', 'B', 'a']) w")).toBe(
      'aAäbB',
    );
    const url = new URL(postgres.url);
    url.password = 'wrong';
    expect(() => sql({ ...postgres, url: url.href }, 'SELECT 1')).toThrow('password authentication failed');
  });

  it('runs below a folder that its own user may not enter', async () => {
    chmodSync(dir, 0o700);
    expect(sql(await open(), 'SELECT 1')).toBe('1');
  });

  it('stops a server that a killed run left behind, and says so', async () => {
    const left = await open();
    const again = await open();
    expect(processAt(left.pid)).toBeUndefined();
    expect(told).toContain(`stopping a Postgres left over from an earlier run (pid ${left.pid})`);
    expect(sql(again, 'SELECT 1')).toBe('1');
  });

  it('removes a pid file whose pid is another program by now, and leaves that program alone', async () => {
    await (await open()).stop();
    const other = await sleeper();
    writeFileSync(join(dir, 'postgres/data/postmaster.pid'), `${other.pid}\n`);
    expect(sql(await open(), 'SELECT 1')).toBe('1');
    expect(told.join()).toContain(`process ${other.pid} does not run this database`);
    expect(processAt(other.pid as number)).toBeDefined();
    other.kill();
  });

  it('says who holds a port that is taken', async () => {
    const { port } = await listener();
    await expect(startPostgres({ dir: join(dir, 'postgres'), port, fast: true })).rejects.toThrow(
      new RegExp(`Port ${port}, which Postgres is to listen on, is taken by .* \\(pid ${process.pid}\\)`),
    );
  });
});

describe('a private Redis', () => {
  const open = () => keep(startRedis({ dir: join(dir, 'redis'), log }));

  it('keeps every write over kill -9 and a new start, drops no key, and leaves no process behind', async () => {
    const first = await open();
    expect(redis(first, 'CONFIG', 'GET', 'maxmemory-policy')).toContain('noeviction');
    redis(first, 'SET', 'ship', 'Nordwind');
    await new Promise((resolve) => setTimeout(resolve, 1100)); // The append-only file is flushed once a second.
    await first.kill9();
    await first.restart();
    expect(redis(first, 'GET', 'ship')).toBe('Nordwind');
    await first.stop();
    expect(processesBelow(dir)).toEqual([]);
    expect(redis(await open(), 'GET', 'ship')).toBe('Nordwind');
  });

  it('stops a server that a killed run left behind, wants its password, and says who holds a port', async () => {
    const left = await open();
    const again = await open();
    expect(processAt(left.pid)).toBeUndefined();
    const url = new URL(again.url);
    url.password = 'wrong';
    expect(redis({ ...again, url: url.href }, 'GET', 'ship')).toMatch(/NOAUTH|WRONGPASS/);
    await expect(startRedis({ dir: join(dir, 'other'), port: again.port })).rejects.toThrow(`is taken by`);
    expect(existsSync(join(dir, 'other'))).toBe(false);
  });
});

async function sleeper(): Promise<ChildProcess> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('spawn', resolve));
  return child;
}

async function listener(): Promise<{ port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return server.address() as { port: number };
}
