#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ROOT } from '../build/build.mjs';
import { ensurePrograms } from '../services/programs.mjs';
import { Checklist } from './check/checklist.mjs';
import { Deployment } from './check/deployment.mjs';
import { checkImages } from './check/images.mjs';
import { checkRefusals } from './check/refusals.mjs';
import { openRegistryTunnel } from './check/registry-tunnel.mjs';
import { checkRunning } from './check/running.mjs';

const USAGE = `Checks the production set-up on a real engine of its own: builds the images, takes the README's steps with
docker-compose 1.29, and prints a table of what holds. As root on Debian 12; the npm registry must be reachable.

  node infra/docker/check.mjs [--dir DIR]

  --dir DIR   keeps the engine's data there, so that the next check builds from its cache (default: a new folder)

The engine has no registry: images of the official names are put together from this machine's packages.
`;
const PROGRAMS = [
  'dockerd',
  'docker',
  'docker-compose',
  'postgres',
  'redis-server',
  'ip',
  'iptables',
  'nsenter',
  'unshare',
  'git',
];
const TESTING = ['dependencies', 'libs/domain', 'libs/protocol', 'libs/contract', 'libs/testing'];

const { values } = parseArgs({ options: { dir: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main(values.dir);

/** @param {string} [keptDir] @returns {Promise<number>} exit code */
async function main(keptDir) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    process.stderr.write(`This check needs root on Debian 12.\n\n${USAGE}`);
    return 2;
  }
  await ensurePrograms(PROGRAMS, { log: console.error });
  await build({ only: TESTING, log: console.error });
  const testing = await import(new URL('../../libs/testing/dist/index.js', import.meta.url).href);
  if (keptDir !== undefined) await mkdir(keptDir, { recursive: true });
  const dir = keptDir === undefined ? await mkdtemp(join(tmpdir(), 'roadstead-production-')) : await realpath(keptDir);
  const checklist = new Checklist();
  const cleanUp = cleaner();
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => cleanUp.now().finally(() => process.exit(130)));
  try {
    if (keptDir === undefined) cleanUp.later(() => rm(dir, { recursive: true, force: true }));
    const network = await testing.openEngineNetwork(dir);
    cleanUp.later(() => network.close());
    const engine = await testing.startEngine({ dir: join(dir, 'engine'), name: 'production', network });
    cleanUp.later(() => engine.stop());
    const tunnel = await openRegistryTunnel(engine.gatewayAddress);
    cleanUp.later(() => tunnel.close());
    const deployment = await prepare(join(dir, 'checkout'), engine);
    cleanUp.later(() => deployment.compose('--profile', 'agent', 'down', '--volumes', '--timeout', '20'));
    const origin = `http://${engine.address}:8420`;
    const setting = { checklist, deployment, dir, engine, origin, proxyUrl: tunnel.url, testing };
    if (await checkImages(setting)) {
      await checkRefusals(setting);
      await checkRunning(setting);
    }
  } finally {
    await cleanUp.now();
  }
  console.log(`\n${checklist}`);
  return checklist.passed ? 0 : 1;
}

/**
 * Takes the README's steps up to the first start, in a copy of the checkout.
 * @param {string} folder
 * @param {import('../../libs/testing/src/fleet/index.js').Engine} engine
 */
async function prepare(folder, engine) {
  const deployment = new Deployment(folder, `unix://${engine.socketPath}`);
  await deployment.copyCheckout(ROOT);
  deployment.writeSecrets();
  deployment.writeEnvironment({
    ROADSTEAD_SECRETS: './secrets',
    ROADSTEAD_PUBLIC_URL: `http://${engine.address}:8420`,
    ROADSTEAD_BIND: engine.address ?? '',
    DOCKER_SOCKET: engine.socketPath,
    ROADSTEAD_HOST_NAME: engine.name,
  });
  return deployment;
}

/** What is to be undone at the end, the last first, whatever fails. */
function cleaner() {
  /** @type {(() => Promise<unknown>)[]} */
  const steps = [];
  /** @type {Promise<void> | undefined} */
  let underWay;
  const undo = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) {
      await step().catch((error) => console.error(`clean-up: ${error.message}`));
    }
  };
  return {
    /** @param {() => Promise<unknown>} step */
    later(step) {
      steps.push(step);
    },
    /** A signal and the end of the checks may both ask for it. */
    now() {
      underWay ??= undo();
      return underWay;
    },
  };
}
