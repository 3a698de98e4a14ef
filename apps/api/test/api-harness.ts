import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_PREFIX } from '@roadstead/contract';
import type { HostId, Role } from '@roadstead/domain';
import pg from 'pg';
import { hashPassword } from '../src/auth/passwords.js';
import { hashSecret, newSecret } from '../src/auth/secrets.js';
import { createApp } from '../src/create-app.js';
import type { Config } from '../src/platform/config/config.js';
import { listMigrations } from '../src/platform/database/migrations.js';
import { listenOnAll } from '../src/platform/http/listen.js';
import { createLogger } from '../src/platform/logging/logger.js';
import { ScriptedAgent } from './scripted-agent.js';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, where it is JSON. */
  readonly body: T;
}

export interface ErrorAnswer {
  readonly error: { code: string; message: string; detail: Record<string, string | number> };
}

/** A database of its own, migrated, with the application on a free port. */
export class ApiHarness {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly config: Config,
    readonly database: pg.Client,
    /** Every route that the application has, as `METHOD /path`. */
    readonly routes: readonly string[],
  ) {}

  static async start(overrides: Partial<Config> = {}): Promise<ApiHarness> {
    const databaseUrl = overrides.databaseUrl ?? (await createDatabase());
    const config: Config = { ...testConfig(databaseUrl), ...overrides };
    const app = await createApp(config, createLogger(config));
    const routes: string[] = [];
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat()) routes.push(`${each} ${url}`);
      });
    const port = await listenOnAll(app, config.port, config.listen);
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    return new ApiHarness(app, `http://127.0.0.1:${port}`, config, database, routes);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.end();
    rmSync(TEST_UPLOADS.dir, { recursive: true, force: true });
  }

  /** A user with a password, and an API token of the same role. */
  async addUser(role: Role, password = 'correct horse'): Promise<{ username: string; token: string }> {
    const id = randomUUID();
    const username = `${role}-${id.slice(0, 8)}`;
    const token = newSecret('rst_');
    await this.query('INSERT INTO users (id, username, password_hash, role) VALUES ($1, $2, $3, $4)', [
      id,
      username,
      await hashPassword(password),
      role,
    ]);
    await this.query('INSERT INTO api_tokens (id, secret_hash, user_id, name, role) VALUES ($1, $2, $3, $4, $5)', [
      randomUUID(),
      hashSecret(token),
      id,
      'test',
      role,
    ]);
    return { username, token };
  }

  /** @param path below /api/v1, or absolute where it begins with `//` */
  async request<T = ErrorAnswer>(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const url = path.startsWith('//') ? this.url + path.slice(1) : this.url + API_PREFIX + path;
    const response = await fetch(url, {
      method,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : undefined) as T,
    };
  }

  async query<T extends object = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    const { rows } = await this.database.query(sql, values);
    return rows as T[];
  }

  /** A host that is known; its agent is not connected. */
  async addHost(name = `host-${randomBytes(4).toString('hex')}`): Promise<ScriptedAgent> {
    const agent = new ScriptedAgent(this.url, name);
    agent.hostId = randomUUID() as HostId;
    await this.query('INSERT INTO hosts (id, name, public_key) VALUES ($1, $2, $3)', [
      agent.hostId,
      name,
      agent.publicKey,
    ]);
    return agent;
  }

  /** A host whose agent has said hello. */
  async connectedHost(name?: string): Promise<ScriptedAgent> {
    const agent = await this.addHost(name);
    await agent.connect();
    await agent.hello();
    return agent;
  }
}

/** Nothing is made there before the first upload; it goes with the harness. */
export const TEST_UPLOADS: Config['uploads'] = {
  dir: join(tmpdir(), `roadstead-test-uploads-${process.pid}`),
  maxBytes: 1024 ** 3,
  contextMaxBytes: 1024 ** 3,
  gitMaxBytes: 2 * 1024 ** 3,
  bytesPerUser: 4 * 1024 ** 3,
  contextSilenceSeconds: 60,
  contextMaxSeconds: 600,
  keptHours: 24,
  unfinishedPerUser: 10,
};

export function testConfig(databaseUrl: string): Config {
  return {
    databaseUrl,
    redisUrl: process.env.TEST_REDIS_URL ?? '',
    port: 0,
    listen: [],
    secretKey: randomBytes(32),
    unknownAfterSeconds: 600,
    offlineAfterSeconds: 1200,
    transfersPerHost: 3,
    behindProxy: false,
    allowedAddresses: [],
    questionSeconds: 10,
    registryCheckMinutes: 0,
    uploads: TEST_UPLOADS,
    logLevel: (process.env.LOG_LEVEL as Config['logLevel'] | undefined) ?? 'fatal',
  };
}

/** @param migrated false: as `CREATE DATABASE` leaves it */
export async function createDatabase({ migrated = true } = {}): Promise<string> {
  const administratorUrl = process.env.TEST_DATABASE_URL ?? '';
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withClient(administratorUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(administratorUrl);
  url.pathname = `/${name}`;
  if (migrated) {
    await withClient(url.href, async (client) => {
      for (const { sql } of listMigrations()) await client.query(sql);
    });
  }
  return url.href;
}

async function withClient(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

/** Asks again until the answer is as wanted. @throws Error with the last answer after the time is up */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
