import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build/build.mjs';
import { ensurePrograms } from '../services/index.mjs';
import { FOLDERS } from './folders.mjs';

const HOSTS = 2;
const PROGRAMS = ['dockerd', 'docker', 'docker-registry', 'busybox', 'ip', 'iptables', 'nsenter', 'unshare'];
/** Shown to the newcomer as something to pull: about 95 MB in 15 layers. */
const EXAMPLE_IMAGE = 'data/store:5.0';

/** Part of the build: it can be loaded only when that is done. */
const testingLibrary = () => import(join(ROOT, 'libs/testing/dist/fleet/index.js'));

/**
 * Starts the demo's hosts, each with a real engine, and the registry with the sample images.
 * @param {(words: string) => void} tell
 * @returns {Promise<import('@roadstead/testing').Fleet>}
 */
export async function startDemoFleet(tell) {
  await ensurePrograms(PROGRAMS, { log: tell });
  const { startFleet } = await testingLibrary();
  return startFleet({ dir: FOLDERS.fleet, hosts: HOSTS, samples: true, onProgress: tell });
}

/** Stops what the fleet of a launcher that was killed has left running. */
export async function clearDemoLeftovers() {
  if (!existsSync(FOLDERS.fleet)) return undefined;
  const { clearFleetLeftovers } = await testingLibrary();
  await clearFleetLeftovers(FOLDERS.fleet);
  return undefined;
}

/**
 * The demo's hosts as places for an agent.
 * @param {import('@roadstead/testing').Fleet} fleet
 * @param {number} port of the API
 * @returns {import('./agents.mjs').AgentPlace[]}
 */
export function demoPlaces(fleet, port) {
  return fleet.engines.map((engine) => ({
    name: engine.name,
    url: `http://${engine.gatewayAddress}:${port}`,
    engine: { DOCKER_HOST: `unix://${engine.socketPath}` },
    spawnWith: engine.spawnInHost.bind(engine),
  }));
}

/** @param {import('@roadstead/testing').Fleet} fleet */
export function registryWords({ registry }) {
  return registry ? `${registry.address}, e.g. pull ${registry.reference(EXAMPLE_IMAGE)}` : 'none';
}
