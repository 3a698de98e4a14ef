import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_PREFIX, type CreatedJobs, type Job, type JobDetail, type Rolling } from '@roadstead/contract';
import type { HostId, JobId, JobKind, Role } from '@roadstead/domain';
import {
  AGENT_NAMESPACE,
  AGENT_PATHS,
  COMMANDS,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  challengeMessage,
  type EventName,
  type EventRequest,
  type Hello,
  type JobEvent,
  type JobReport,
  type JobStart,
  PROTOCOL_VERSION,
  type Reply,
  SOCKET_PATH,
  succeed,
} from '@roadstead/protocol';
import { Redis } from 'ioredis';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { hashSecret, newSecret } from '../src/auth/secrets.js';
import { createApp } from '../src/create-app.js';
import type { Config } from '../src/platform/config/config.js';
import { listMigrations } from '../src/platform/database/migrations.js';
import { createLogger } from '../src/platform/logging/logger.js';
import { TEST_UPLOADS } from './api-harness.js';

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
    private readonly redisUrl: string,
    readonly token: string,
  ) {}

  static async start(): Promise<Harness> {
    const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
    const name = `test_${randomBytes(6).toString('hex')}`;
    const admin = new pg.Client({ connectionString: TEST_DATABASE_URL });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    await admin.end();
    const url = new URL(TEST_DATABASE_URL);
    url.pathname = `/${name}`;
    const database = new pg.Pool({ connectionString: url.href, max: 2 });
    for (const { sql } of listMigrations()) await database.query(sql);
    const redis = new Redis(TEST_REDIS_URL);
    await redis.flushall();
    const harness = new Harness(database, redis, url.href, TEST_REDIS_URL, newSecret('rst_'));
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
    const config: Config = {
      databaseUrl: this.databaseUrl,
      redisUrl: this.redisUrl,
      port: 0,
      listen: [],
      secretKey: randomBytes(32),
      registryCheckMinutes: 0,
      unknownAfterSeconds: 600,
      offlineAfterSeconds: 1200,
      transfersPerHost: 3,
      behindProxy: false,
      allowedAddresses: [],
      questionSeconds: 10,
      uploads: TEST_UPLOADS,
      logLevel: 'error',
      ...overrides,
    };
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
    return until(`job ${jobId}`, async () => {
      const job = await this.job(api, jobId);
      return { done: wanted(job), value: job };
    });
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

type Handler<K extends CommandName> = (request: CommandRequest<K>) => Reply<CommandResponse<K>> | undefined;

/** An agent that speaks the real protocol and does what the test says. `undefined` from a handler: no answer. */
export class ScriptedAgent {
  readonly hostId = randomUUID() as HostId;
  readonly publicKey: string;
  readonly starts: JobStart[] = [];
  readonly cancels: { jobId: JobId; attempt: number }[] = [];
  onStart: Handler<'job.start'> = () => succeed({ adopted: false });
  onCancel: Handler<'job.cancel'> = () => succeed({ known: true });
  onStream: Handler<'stream.open'> = () => undefined;
  /** To every other command; one that is not named here is not answered. */
  readonly answers: { [K in CommandName]?: Handler<K> } = {};
  readonly watches: CommandRequest<'stats.watch'>[] = [];
  onTop: Handler<'container.top'> = () => succeed({ processes: [], more: 0 });
  /** Of the process; absent: each connect is that of a new one. */
  instanceId?: string;
  readonly #privateKey;
  #socket: Socket | undefined;

  constructor(readonly name: string) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    this.#privateKey = privateKey;
  }

  /** Connects and says hello with the jobs that it has. */
  async connect(api: Api, jobs: Hello['jobs'] = []): Promise<void> {
    const challenge = await fetch(api.url + AGENT_PATHS.challenge, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hostId: this.hostId }),
    });
    const { nonce } = (await challenge.json()) as { nonce: string };
    const signature = sign(null, Buffer.from(challengeMessage(this.hostId, nonce)), this.#privateKey).toString(
      'base64',
    );
    const socket = io(api.url + AGENT_NAMESPACE, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: {
        hostId: this.hostId,
        nonce,
        signature,
        protocolVersion: PROTOCOL_VERSION,
        agentVersion: 'test',
        instanceId: this.instanceId ?? randomUUID(),
      },
    });
    this.#socket = socket;
    socket.on('job.start', (request: JobStart, ack) => {
      this.starts.push(request);
      answer(ack, this.onStart(request));
    });
    socket.on('job.cancel', (request: { jobId: JobId; attempt: number }, ack) => {
      this.cancels.push(request);
      answer(ack, this.onCancel(request));
    });
    socket.on('stream.open', (request: CommandRequest<'stream.open'>, ack) => answer(ack, this.onStream(request)));
    socket.on('stats.watch', (request: CommandRequest<'stats.watch'>, ack) => {
      this.watches.push(request);
      answer(ack, succeed({}));
    });
    socket.on('container.top', (request: CommandRequest<'container.top'>, ack) => answer(ack, this.onTop(request)));
    socket.on('inventory.list', (_request, ack) => answer(ack, succeed({})));
    for (const name of Object.keys(COMMANDS) as CommandName[]) {
      if (socket.hasListeners(name)) continue;
      socket.on(name, (request, ack) => answer(ack, this.answers[name]?.(request as never)));
    }
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const hello: Hello = {
      hostname: this.name,
      agentVersion: 'test',
      nodeVersion: process.version,
      engineMode: 'attached',
      jobs,
    };
    await this.#emit('agent.hello', hello);
  }

  disconnect(): void {
    this.#socket?.disconnect();
  }

  /** The start of a job's attempt, once it has come. */
  started(jobId: string, attempt = 1): Promise<JobStart> {
    return until(`the start of ${jobId}/${attempt}`, async () => {
      const value = this.starts.find((start) => start.jobId === jobId && start.attempt === attempt);
      return { done: value !== undefined, value: value as JobStart };
    });
  }

  /** Sends a report; resolves with the API's reply. */
  async report(job: Pick<Job, 'id'>, attempt: number, sequence: number, report: JobReport): Promise<Reply<unknown>> {
    const event: JobEvent = { jobId: job.id, attempt, sequence, at: new Date().toISOString(), report };
    return this.#emit('job.event', event);
  }

  /** Sends an event of stats; resolves with the API's reply. */
  async sendStats<K extends 'stats.live' | 'history.stats'>(
    event: K,
    request: EventRequest<K>,
  ): Promise<Reply<unknown>> {
    return this.#emit(event, request);
  }

  /** Sends any event; resolves with the API's reply. */
  tell<K extends EventName>(name: K, event: EventRequest<K>): Promise<Reply<unknown>> {
    return this.#emit(name, event);
  }

  async #emit(name: string, payload: object): Promise<Reply<unknown>> {
    if (this.#socket === undefined) throw new Error('not connected');
    return this.#socket.timeout(10_000).emitWithAck(name, payload);
  }
}

function answer(ack: (reply: unknown) => void, reply: unknown): void {
  if (reply !== undefined) ack(reply);
}

export const SUCCEEDED: JobReport = {
  type: 'succeeded',
  result: { imageId: `sha256:${'a'.repeat(64)}`, changed: true },
};

export function progressOf(bytesDone: number): JobReport {
  return {
    type: 'progress',
    progress: {
      layers: [{ layer: 'abcdefabcdef', phase: 'downloading', current: bytesDone, total: 1000, size: 1000 }],
      bytesDone,
      bytesTotal: 1000,
      bytesPerSecond: 10,
    },
  };
}
