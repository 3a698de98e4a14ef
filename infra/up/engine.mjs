import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../build/build.mjs';
import { ensurePrograms } from '../services/index.mjs';
import { FOLDERS } from './folders.mjs';

const SYSTEM_SOCKET = '/var/run/docker.sock';
/** The demo's registry speaks plain HTTP on addresses of this range, which is reserved for benchmarks (RFC 2544). */
const FLEET_RANGE = '198.18.0.0/15';

/**
 * How the agent of this machine comes by an engine: `attach` to one that answers, `managed` by the agent itself, or
 * `none`, with the reason in words.
 * @typedef {{ mode: 'attach', socket: string } | { mode: 'managed' } | { mode: 'none', reason: string }} LocalEngine
 */

/**
 * @param {(words: string) => void} tell
 * @returns {Promise<LocalEngine>}
 */
export async function findEngine(tell) {
  const given = process.env.DOCKER_HOST;
  if (given) {
    const socket = given.replace(/^unix:\/\//, '');
    const problem = given.startsWith('unix://') ? await pingProblem(socket) : 'only unix:// addresses are of use here';
    if (!problem) return { mode: 'attach', socket };
    throw new Error(
      `DOCKER_HOST is ${given}, and no engine answers there: ${problem}.\n` +
        'Start that engine, or unset DOCKER_HOST and Roadstead runs one of its own.',
    );
  }
  const problem = await pingProblem(SYSTEM_SOCKET);
  if (!problem) return { mode: 'attach', socket: SYSTEM_SOCKET };
  if (process.getuid?.() === 0) {
    await ensurePrograms(['dockerd', 'iptables'], { log: tell });
    prepareManagedEngine();
    return { mode: 'managed' };
  }
  const reason = existsSync(SYSTEM_SOCKET)
    ? `${SYSTEM_SOCKET} does not let you in (${problem}): join the group "docker", or start as root`
    : 'no Docker engine runs here, and only root can start one';
  return { mode: 'none', reason };
}

/**
 * This machine as a place for an agent.
 * @param {Exclude<LocalEngine, { mode: 'none' }>} engine
 * @param {number} port of the API
 * @returns {import('./agents.mjs').AgentPlace}
 */
export function localPlace(engine, port) {
  const managed = engine.mode === 'managed';
  return {
    name: hostname(),
    url: `http://127.0.0.1:${port}`,
    managed,
    engine: managed
      ? { ROADSTEAD_ENGINE: 'managed', ROADSTEAD_ENGINE_ROOT: engineRoot() }
      : { DOCKER_HOST: `unix://${engine.socket}` },
  };
}

/** A unix socket's path has at most 107 bytes; the engine and its containerd keep theirs this far below its root. */
const LONGEST_ROOT = 107 - '/exec/containerd/containerd-debug.sock'.length;

/** The engine's folder; by a short link where the checkout lies too deep. */
function engineRoot() {
  if (FOLDERS.engine.length <= LONGEST_ROOT) return FOLDERS.engine;
  const link = `/run/roadstead-${createHash('sha256').update(FOLDERS.engine).digest('hex').slice(0, 12)}`;
  rmSync(link, { force: true });
  symlinkSync(FOLDERS.engine, link);
  return link;
}

/**
 * The agent stops the engine that it manages; this is for an agent that could not, and for the mount that an engine on
 * a linked folder forgets.
 */
export async function endManagedEngine() {
  const { clearEngineLeftovers } = await import(join(ROOT, 'libs/testing/dist/fleet/engine-leftovers.js'));
  const { unmountBelow } = await import(join(ROOT, 'libs/testing/dist/fleet/mount-table.js'));
  const root = engineRoot();
  const execRoot = join(root, 'exec');
  await clearEngineLeftovers({ dataRoot: join(root, 'data'), execRoot, runDir: execRoot });
  await unmountBelow(FOLDERS.engine);
  if (root !== FOLDERS.engine) rmSync(root);
}

/** Its daemon.json belongs to the user from the first start on. */
function prepareManagedEngine() {
  const file = join(FOLDERS.engine, 'daemon.json');
  mkdirSync(FOLDERS.engine, { recursive: true });
  const config = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const registries = new Set([...(config['insecure-registries'] ?? []), FLEET_RANGE]);
  writeFileSync(file, `${JSON.stringify({ ...config, 'insecure-registries': [...registries] }, null, 2)}\n`);
}

/**
 * @param {string} socketPath
 * @returns {Promise<string | undefined>} why no engine answers there, or undefined when one does
 */
function pingProblem(socketPath) {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping', headers: { host: 'docker' }, timeout: 3000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `it answers ${response.statusCode}`);
    });
    call.once('timeout', () => call.destroy(new Error('no answer in 3 s')));
    call.once('error', (error) => resolve(error.message));
    call.end();
  });
}
