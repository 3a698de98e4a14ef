import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '@roadstead/contract';
import { type Engine, type Fleet, type FleetOptions, type Registry, startFleet } from '../fleet/index.js';
import { runProgram } from '../fleet/program.js';
import { AgentProcess } from './agent-process.js';
import { ApiProcess } from './api-process.js';
import { ARTEFACTS, requireArtefacts } from './artefacts.js';
import { type Admin, API_PASSWORD_FILE, apiDatabase, bootstrapAdmin, migrate } from './prepare-database.js';
import { type RestClient, restClient } from './rest-client.js';
import { loadServices, type Service } from './services.js';
import { queryRows } from './sql.js';
import { clearAbortedStacks, openStackFolder } from './stack-folders.js';
import { waitFor } from './wait-for.js';

/** Temporary files of the API processes, within the stack's folder. */
export const API_TEMP_FOLDER = 'tmp';

export interface StackOptions {
  /** Real engines, each a host of its own. */
  hosts: number;
  names?: string[];
  /** So many of the engines, from the first on, get an agent. @default all */
  enrolled?: number;
  /** The API serves the dashboard. @default false */
  web?: boolean;
  /** API processes; agents are spread over them. @default 1 */
  apis?: number;
  samples?: FleetOptions['samples'];
  namespaces?: boolean;
  /** Of Postgres: what is there is used, and stays. @default in the stack's own folder */
  databaseDir?: string;
  /** Merged over the API's environment. */
  apiEnv?: Record<string, string>;
}

/** A host of the fleet with its engine, its agent and its id. */
export interface StackHost {
  readonly id: Host['id'];
  readonly name: string;
  readonly engine: Engine;
  readonly agent: AgentProcess;
}

/**
 * Starts the whole product on real parts: a private Postgres and Redis (a spec may restart and flush them), the fleet,
 * API processes, and an agent for each engine, enrolled over REST with a join token. All lies in a temporary folder.
 *
 * @throws Error saying what is not built, or which part did not start; nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  requireArtefacts(['api', 'migrate', 'bootstrap', 'agent', ...(options.web ? (['web'] as const) : [])]);
  await clearAbortedStacks();
  const dir = await openStackFolder();
  const running: Part[] = [];
  try {
    const parts = await startParts(options, dir, running);
    const stack = new Stack(dir, parts, running);
    const enrolled = parts.fleet.engines.slice(0, options.enrolled ?? options.hosts);
    await Promise.all(enrolled.map((engine) => stack.addHost(engine)));
    return stack;
  } catch (error) {
    await stopParts(running, dir);
    throw error;
  }
}

type Part = { stop(): Promise<void> };

interface StackParts {
  fleet: Fleet;
  registry: Registry;
  postgres: Service;
  redis: Service;
  apis: ApiProcess[];
  admin: Admin;
}

/** Everything but the agents. `running` gets each part as soon as it is to be stopped. */
async function startParts(options: StackOptions, dir: string, running: Part[]): Promise<StackParts> {
  const { startPostgres, startRedis, freePort } = await loadServices();
  const noted = async <T extends Part>(start: Promise<T>): Promise<T> => {
    const part = await start;
    running.push(part);
    return part;
  };
  const [postgres, redis, fleet] = await allEnded([
    noted(startPostgres({ dir: options.databaseDir ?? join(dir, 'postgres'), fast: true })),
    noted(startRedis({ dir: join(dir, 'redis') })),
    noted(startFleet({ ...options, dir: join(dir, 'fleet') })),
  ] as const);
  const secretKeyFile = join(dir, 'secret-key');
  await writeFile(secretKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
  const database = await apiDatabase(postgres.url, dir);
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    NODE_OPTIONS: '--max-semi-space-size=8',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    ROADSTEAD_LISTEN: fleet.gatewayAddress,
    ROADSTEAD_SECRET_KEY_FILE: secretKeyFile,
    ROADSTEAD_AGENT_BUNDLE: ARTEFACTS.agent,
    ROADSTEAD_MIGRATIONS_DIR: ARTEFACTS.migrations,
    ROADSTEAD_UPLOADS_DIR: join(dir, 'uploads'),
    TMPDIR: await emptyFolder(join(dir, API_TEMP_FOLDER)),
    ...(options.web && { ROADSTEAD_WEB_DIR: ARTEFACTS.web }),
    ROADSTEAD_REGISTRY_CHECK_MINUTES: '0',
    ...options.apiEnv,
  };
  await migrate({ ...env, ...database.migration });
  const admin = await bootstrapAdmin(env, dir);
  const apis: ApiProcess[] = [];
  for (let index = 0; index < (options.apis ?? 1); index++) {
    const port = String(await freePort());
    const api = new ApiProcess({ dir, logFile: join(dir, `api-${index}.log`), env: { ...env, PORT: port } });
    running.push(api);
    apis.push(api);
    await api.start();
  }
  const registry = fleet.registry as Registry;
  return { fleet, registry, postgres, redis, apis, admin };
}

/** The last started is stopped first. */
async function stopParts(running: Part[], dir: string): Promise<void> {
  for (const part of running.splice(0).reverse()) await part.stop();
  await rm(dir, { recursive: true, force: true });
}

export class Stack {
  readonly fleet: Fleet;
  readonly registry: Registry;
  readonly postgres: Service;
  readonly redis: Service;
  readonly admin: Admin;
  readonly call: RestClient['call'];
  /** Enrolled hosts, in the order of their names. */
  readonly hosts: StackHost[] = [];
  private readonly apis: ApiProcess[];
  private readonly joinTokens: string[] = [];

  constructor(
    readonly dir: string,
    parts: StackParts,
    private readonly running: Part[],
  ) {
    this.fleet = parts.fleet;
    this.registry = parts.registry;
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.admin = parts.admin;
    this.apis = parts.apis;
    this.call = restClient(() => this.url, parts.admin.token).call;
  }

  /** Address of the first API process. */
  get url(): string {
    return this.api(0).url;
  }

  api(index = 0): ApiProcess {
    const api = this.apis[index];
    if (!api) throw new Error(`This stack has no API process ${index}`);
    return api;
  }

  host(index: number): StackHost {
    const host = this.hosts[index];
    if (!host) throw new Error(`This stack has no host ${index}`);
    return host;
  }

  /** Makes the engine a host of the fleet; resolves when it is online and its inventory is in. */
  async addHost(engine: Engine): Promise<StackHost> {
    const { token } = await this.call('createJoinToken', { body: {} });
    this.joinTokens.push(token);
    const dir = join(this.dir, 'agents', engine.name);
    await mkdir(dir, { recursive: true });
    const { port } = new URL(this.api(this.joinTokens.length % this.apis.length).url);
    const apiUrl = `http://${engine.gatewayAddress}:${port}`;
    const agent = new AgentProcess({ engine, dir, apiUrl, joinToken: token });
    this.running.push(agent);
    await agent.start();
    const { id, name } = await this.untilOnline(engine.name).catch((error: Error) => {
      throw new Error(`${error.message}\nthe agent's log:\n${agent.logTail()}`, { cause: error });
    });
    agent.forgetJoinToken();
    const host = { id, name, engine, agent };
    this.hosts.push(host);
    this.hosts.sort((a, b) => (a.name < b.name ? -1 : 1));
    return host;
  }

  untilOnline(name: string): Promise<Host> {
    return waitFor(async () => {
      const hosts = await this.call('listHosts');
      return hosts.find((host) => host.name === name && host.status === 'online' && host.dataAsOf !== undefined);
    }, `host ${name} to be online with its inventory`);
  }

  killApi9(index = 0): Promise<void> {
    return this.api(index).kill9();
  }

  /** Starts an API process that was killed, on the same port; resolves when it is ready. */
  restartApi(index = 0): Promise<void> {
    return this.api(index).start();
  }

  killAgent9(host: StackHost): Promise<void> {
    return host.agent.kill9();
  }

  startAgent(host: StackHost): Promise<void> {
    return host.agent.start();
  }

  /** All that Redis holds is gone, as after a restart without its file. */
  async flushRedis(): Promise<void> {
    const { port, password } = new URL(this.redis.url);
    await runProgram('redis-cli', ['-p', port, 'flushall'], { env: { ...process.env, REDISCLI_AUTH: password } });
  }

  /** Rows of the API's own database, asked for as its owner. Parameters as `$1`, `$2`, … */
  rows<T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return queryRows<T>(this.postgres.url, sql, parameters);
  }

  /** Everything that API and agents have logged, by file. */
  async logs(): Promise<Map<string, string>> {
    const files = [...this.apis, ...this.hosts.map(({ agent }) => agent)].map(({ logFile }) => logFile);
    return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
  }

  /** What must stand in no log: tokens, passwords, keys. */
  async secrets(): Promise<Map<string, string>> {
    const keys = await Promise.all(this.hosts.map(({ agent }) => agent.privateKey()));
    return new Map([
      ['the admin password', this.admin.password],
      ['the admin token', this.admin.token],
      ['the secret key', (await readFile(join(this.dir, 'secret-key'), 'utf8')).trim()],
      ['the password of Postgres', new URL(this.postgres.url).password],
      ['the password of the API in Postgres', await readFile(join(this.dir, API_PASSWORD_FILE), 'utf8')],
      ['the password of Redis', new URL(this.redis.url).password],
      ...this.joinTokens.map((token, index) => [`join token ${index + 1}`, token] as const),
      ...keys.map((key, index) => [`private key ${index + 1}`, key] as const),
    ]);
  }

  async stop(): Promise<void> {
    await stopParts(this.running, this.dir);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

async function emptyFolder(path: string): Promise<string> {
  await mkdir(path);
  return path;
}

/** As Promise.all, but a failure is thrown only when all have ended, so that whatever did start can be stopped. */
async function allEnded<T extends readonly unknown[]>(work: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
