import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../build/build.mjs';
import { secretFile } from '../services/index.mjs';
import { runTool } from '../services/run-tool.mjs';
import { startChild } from './child.mjs';
import { FILES, FOLDERS } from './folders.mjs';

const READY_TIMEOUT_MS = 60_000;
const API = join(ROOT, 'apps/api/dist');
const API_ROLE = 'roadstead_api';

/**
 * The database as the API uses it, and as whoever migrates does. A private Postgres gets a role for the API that owns no table
 * and cannot change the log of actions (docs/decisions/0033); one that is given is used as it is.
 * @param {string} ownerUrl
 * @param {boolean} isPrivate
 * @returns {{ url: string, migration: Record<string, string> }} what the environment of `migrate` has over the API's
 */
export function apiDatabase(ownerUrl, isPrivate) {
  if (!isPrivate) return { url: ownerUrl, migration: {} };
  const url = new URL(ownerUrl);
  url.username = API_ROLE;
  url.password = secretFile(FILES.databasePassword);
  const role = { ROADSTEAD_API_ROLE: API_ROLE, ROADSTEAD_API_ROLE_PASSWORD_FILE: FILES.databasePassword };
  return { url: url.href, migration: { DATABASE_URL: ownerUrl, ...role } };
}

/**
 * What the API's programs read from their environment.
 * @param {{ databaseUrl: string, redisUrl: string, port: number }} where
 */
export function apiEnvironment({ databaseUrl, redisUrl, port }) {
  secretFile(FILES.secretKey, { encoding: 'base64' });
  return {
    ...process.env,
    NODE_ENV: 'production',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PORT: String(port),
    ROADSTEAD_SECRET_KEY_FILE: FILES.secretKey,
    ROADSTEAD_UPLOADS_DIR: process.env.ROADSTEAD_UPLOADS_DIR ?? FOLDERS.uploads,
    ROADSTEAD_WEB_DIR: join(ROOT, 'apps/web/out'),
    ROADSTEAD_AGENT_BUNDLE: join(ROOT, 'apps/agent/dist/roadstead-agent.mjs'),
  };
}

/**
 * Brings the database's tables up to date.
 * @param {NodeJS.ProcessEnv} env
 */
export async function migrate(env) {
  const { ok, output } = await runTool(process.execPath, [join(API, 'migrate.js')], { cwd: ROOT, env }).ended;
  if (!ok) throw new Error(`The database could not be brought up to date:\n${output}`);
}

/**
 * Starts the API and waits until it is ready. A small young generation halves its memory: most of it is garbage of the start.
 * @param {NodeJS.ProcessEnv} env
 * @param {ReturnType<typeof import('./children.mjs').childRecords>} records
 */
export function startApi(env, records) {
  return startChild(
    {
      name: 'API',
      command: process.execPath,
      args: ['--max-semi-space-size=8', join(API, 'main.js')],
      logFile: FILES.apiLog,
      cwd: ROOT,
      // Two arenas are enough for one busy thread; each more holds on to some megabytes.
      env: { ...env, MALLOC_ARENA_MAX: '2' },
    },
    records,
    () => untilReady(`http://127.0.0.1:${env.PORT}/readyz`),
  );
}

/** @param {string} url */
async function untilReady(url) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let last = 'nothing answered';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (response.ok) return;
      last = `${response.status} ${await response.text()}`;
    } catch {
      // Not listening yet.
    }
    await sleep(100);
  }
  throw new Error(`The API was not ready after ${READY_TIMEOUT_MS / 1000} s: ${last}`);
}

/**
 * Makes the first administrator on an empty database, and an administrator's API token, written to a 0600 file.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ username: string, password?: string, token: string }>} the password only when it was made now
 */
export async function bootstrap(env) {
  const args = [join(API, 'bootstrap.js'), '--admin-token-file', FILES.adminToken];
  const { ok, stdout, output } = await runTool(process.execPath, args, { cwd: ROOT, env }).ended;
  if (!ok) throw new Error(`The first administrator could not be made:\n${output}`);
  const { username, password } = JSON.parse(stdout);
  if (password) {
    rmSync(FILES.adminPassword, { force: true });
    writeFileSync(FILES.adminPassword, `${password}\n`, { mode: 0o600 });
  }
  return { username, password, token: readFileSync(FILES.adminToken, 'utf8').trim() };
}

/**
 * A client of the REST API, signed in as the administrator.
 * @param {number} port
 * @param {string} token
 */
export function apiClient(port, token) {
  /** @param {string} method @param {string} path @param {unknown} [body] */
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    /** @returns {Promise<{ id: string, name: string, status: string, engineState: string, engineError?: string, dataAsOf?: string }[]>} */
    hosts: () => call('GET', '/hosts'),
    /** @param {Record<string, string>} [labels] @returns {Promise<string>} a token that one host may enrol with */
    joinToken: async (labels = {}) =>
      (await call('POST', '/join-tokens', { expiresInMinutes: 10, uses: 1, labels })).token,
    /** @returns {Promise<{ id: string, name: string, address: string }[]>} */
    registries: () => call('GET', '/registries'),
    /** @param {{ name: string, address: string, insecure: boolean }} registry */
    addRegistry: (registry) => call('POST', '/registries', registry),
    /** @param {string} id @param {string} address */
    moveRegistry: (id, address) => call('PATCH', `/registries/${id}`, { address }),
  };
}
