import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_PREFIX, type CreatedJobs, type JobDetail, type Rolling } from '@roadstead/contract';
import type { JobKind, Role } from '@roadstead/domain';
import { Redis } from 'ioredis';
import pg from 'pg';
import { hashSecret, newSecret } from '../src/auth/secrets.js';
import { createApp } from '../src/create-app.js';
import type { Config } from '../src/platform/config/config.js';
import { createLogger } from '../src/platform/logging/logger.js';
import { createDatabase, testConfig, until as untilWanted } from './api-harness.js';
import { ScriptedAgent } from './jobs-agent.js';

/** One API process's worth of application, in this process. */
export interface Api {
  readonly app: NestFastifyApplication;
  readonly url: string;
  stop(): Promise<void>;
}

/** A database of its own, the shared Redis, and as many API instances and scripted agents as a test wants. */
export class Harness {
  readonly #apis = new Set<Api>();
  readonly #agents: ScriptedAgent[] = [];

  private constructor(
    readonly database: pg.Pool,
    readonly redis: Redis,
    private readonly databaseUrl: string,
    readonly token: string,
  ) {}

  static async start(): Promise<Harness> {
    const databaseUrl = await createDatabase();
    const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    const redis = new Redis(process.env.TEST_REDIS_URL ?? '');
    await redis.flushall();
    const harness = new Harness(database, redis, databaseUrl, newSecret('rst_'));
    await harness.addToken(harness.token, 'admin');
    return harness;
  }

  async addToken(token: string, role: Role): Promise<void> {
    const userId = randomUUID();
    await this.database.query('INSERT INTO users (id, username, password_hash, role) VALUES ($1, $2, $3, $4)', [
      userId,
      `user-${userId}`,
      'none',
      'admin',
    ]);
    await this.database.query(
      'INSERT INTO api_tokens (id, secret_hash, user_id, name, role) VALUES ($1, $2, $3, $4, $5)',
      [randomUUID(), hashSecret(token), userId, 'test', role],
    );
  }

  async startApi(overrides: Partial<Config> = {}): Promise<Api> {
    const config: Config = { ...testConfig(this.databaseUrl), ...overrides };
    const app = await createApp(config, createLogger({ logLevel: (process.env.LOG_LEVEL as 'error') ?? 'error' }));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const api: Api = {
      app,
      url: `http://127.0.0.1:${port}`,
      stop: async () => {
        this.#apis.delete(api);
        await app.close();
      },
    };
    this.#apis.add(api);
    return api;
  }

  async stop(): Promise<void> {
    for (const agent of this.#agents) agent.disconnect();
    for (const api of [...this.#apis]) await api.stop();
    await this.database.end();
    this.redis.disconnect();
  }

  /** A host that is known and not connected. */
  async addHost(name = `host-${randomBytes(4).toString('hex')}`): Promise<ScriptedAgent> {
    const agent = new ScriptedAgent(name);
    await this.database.query('INSERT INTO hosts (id, name, public_key) VALUES ($1, $2, $3)', [
      agent.hostId,
      name,
      agent.publicKey,
    ]);
    this.#agents.push(agent);
    return agent;
  }

  /** A running container of the host, as its inventory would have brought it. @returns its id */
  async addContainer({ hostId }: ScriptedAgent, name = 'web'): Promise<string> {
    const id = randomBytes(32).toString('hex');
    const imageId = `sha256:${'b'.repeat(64)}`;
    const at = new Date().toISOString();
    const record = {
      ...{
        id,
        name,
        imageId,
        imageReference: 'shop/web:1.0',
        command: 'httpd',
        createdAt: at,
        state: 'running',
        startedAt: at,
      },
      ...{
        outOfMemory: false,
        restartCount: 0,
        restartPolicy: 'no',
        tty: false,
        ports: [],
        mounts: [],
        networks: [],
        labels: {},
      },
    };
    await this.database.query(
      `INSERT INTO containers (host_id, id, name, image_id, image_reference, state, created_at, record, fingerprint, search_text)
       VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, 0, $3)`,
      [hostId, id, name, imageId, record.imageReference, at, JSON.stringify(record)],
    );
    await this.database.query('UPDATE hosts SET data_as_of = now() WHERE id = $1', [hostId]);
    return id;
  }

  async request(
    api: Api,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(api.url + API_PREFIX + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  pull(api: Api, hosts: readonly ScriptedAgent[], reference = 'shop/web:1.0', headers = {}): Promise<CreatedJobs> {
    return this.create(api, { kind: 'image.pull', hosts, params: { reference } }, headers);
  }

  /** @throws Error with the reply's status and text unless the jobs were accepted */
  async create(
    api: Api,
    { hosts, ...rest }: { kind: JobKind; hosts: readonly ScriptedAgent[]; params: object; rolling?: Rolling },
    headers = {},
  ): Promise<CreatedJobs> {
    const body = { ...rest, hostIds: hosts.map(({ hostId }) => hostId) };
    const response = await this.request(api, 'POST', '/jobs', body, headers);
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as CreatedJobs;
  }

  async job(api: Api, jobId: string): Promise<JobDetail> {
    return (await (await this.request(api, 'GET', `/jobs/${jobId}`)).json()) as JobDetail;
  }

  /** Waits until the job looks as wanted. */
  untilJob(api: Api, jobId: string, wanted: (job: JobDetail) => boolean): Promise<JobDetail> {
    return untilWanted(`job ${jobId}`, () => this.job(api, jobId), wanted, 30_000);
  }
}

export function until<T>(
  what: string,
  look: () => Promise<{ done: boolean; value: T }>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  const poll = async (): Promise<T> => {
    const { done, value } = await look();
    if (done) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(value)}`);
    await sleep(25);
    return poll();
  };
  return poll();
}
