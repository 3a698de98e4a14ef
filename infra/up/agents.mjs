import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../build/build.mjs';
import { startChild } from './child.mjs';
import { FOLDERS } from './folders.mjs';

const BUNDLE = join(ROOT, 'apps/agent/dist/roadstead-agent.mjs');
const ONLINE_TIMEOUT_MS = 60_000;

/**
 * @typedef {object} AgentPlace
 * @property {string} name for messages, logs and its state folder
 * @property {string} url of the API as this host reaches it
 * @property {Record<string, string>} [labels] given to the host when it enrols
 * @property {boolean} [managed] the agent runs its engine itself
 * @property {NodeJS.ProcessEnv} engine the variables that say which engine is its
 * @property {import('../services/daemon.mjs').DaemonOptions['spawnWith']} [spawnWith] starts it within its host
 */

/**
 * Starts an agent. One that the control plane does not know (yet, or any more) gets a join token.
 * @param {AgentPlace} place
 * @param {{ client: ReturnType<typeof import('./control-plane.mjs').apiClient>,
 *   records: ReturnType<typeof import('./children.mjs').childRecords> }} means
 */
export async function startAgent({ name, url, labels, engine, spawnWith }, { client, records }) {
  const stateDir = join(FOLDERS.agents, name);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const hostId = moveIdentity(join(stateDir, 'identity.json'), url);
  const known = hostId !== undefined && (await client.hosts()).some((host) => host.id === hostId);
  const { DOCKER_HOST: _ours, ...inherited } = process.env;
  const env = {
    ...inherited,
    ...engine,
    ROADSTEAD_URL: url,
    ROADSTEAD_STATE_DIR: stateDir,
    ...(known ? {} : { ROADSTEAD_TOKEN: await client.joinToken(labels) }),
  };
  const logFile = join(FOLDERS.logs, `agent-${name}.log`);
  const child = await startChild(
    {
      name: `agent ${name}`,
      command: process.execPath,
      args: ['--max-semi-space-size=2', '--optimize-for-size', BUNDLE],
      logFile,
      cwd: ROOT,
      env,
      spawnWith,
    },
    records,
  );
  return { child, logFile };
}

/**
 * An agent's identity is bound to the address of its control plane. This one's port, or the address of the demo's
 * network, may be another at each start; it stays the same control plane.
 * @param {string} file
 * @param {string} url
 * @returns {string | undefined} the id of the host; undefined when it is not enrolled
 */
function moveIdentity(file, url) {
  if (!existsSync(file)) return undefined;
  const identity = JSON.parse(readFileSync(file, 'utf8'));
  if (identity.controlPlaneUrl !== url) {
    writeFileSync(file, `${JSON.stringify({ ...identity, controlPlaneUrl: url }, null, 2)}\n`, { mode: 0o600 });
  }
  return identity.hostId;
}

/**
 * Waits until so many hosts are online with an engine that answers. What the database still says of an earlier run does
 * not count.
 * @param {ReturnType<typeof import('./control-plane.mjs').apiClient>} api
 * @param {number} expected
 * @param {number} since a host's data has to be newer than this moment, milliseconds since 1970
 * @param {(words: string) => void} tell
 * @returns {Promise<{ online: number, expected: number, missing: string[] }>} `missing` says of each other host what is
 *   the matter
 */
export async function untilOnline(api, expected, since, tell) {
  const deadline = Date.now() + ONLINE_TIMEOUT_MS;
  for (;;) {
    const hosts = await api.hosts();
    const well = hosts.filter(
      ({ status, engineState, dataAsOf }) =>
        status === 'online' && engineState === 'up' && Date.parse(dataAsOf ?? '') >= since,
    );
    tell(`${well.length} of ${expected} online`);
    if (well.length >= expected || Date.now() > deadline) {
      const missing = hosts.filter((host) => !well.includes(host));
      return { online: well.length, expected, missing: missing.map((host) => `${host.name}: ${troubleOf(host)}`) };
    }
    await sleep(250);
  }
}

/** @param {{ status: string, engineState: string, engineError?: string }} host */
function troubleOf({ status, engineState, engineError }) {
  if (status !== 'online') return status;
  if (engineState === 'up') return 'its agent has not reported yet';
  return `its engine is ${engineState}${engineError ? ` (${engineError})` : ''}`;
}
