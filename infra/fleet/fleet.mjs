#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const USAGE = `Real Docker engines on one machine, each a host of its own, and a registry with sample images.

  node infra/fleet/fleet.mjs up   [--dir DIR] [--hosts N] [--scale FACTOR] [--no-samples] [--no-namespaces]
  node infra/fleet/fleet.mjs down [--dir DIR]

up    runs until Ctrl-C; a second start finds its images and containers again
down  stops the fleet of the folder, or clears what a killed one left behind; its data stay

  --dir DIR          where the fleet keeps its data                          (.roadstead/fleet)
  --hosts N          number of hosts                                         (2)
  --scale FACTOR     size of the sample images; 1 is about 160 MB in all     (1)
`;

const STOP_TIMEOUT_MS = 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: '.roadstead/fleet' },
    hosts: { type: 'string', default: '2' },
    scale: { type: 'string', default: '1' },
    'no-samples': { type: 'boolean', default: false },
    'no-namespaces': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const testing = new URL('../../libs/testing/dist/index.js', import.meta.url);
const commands = { up, down };
const command = commands[positionals[0]];

if (!command || values.help) {
  process.stderr.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else if (!existsSync(testing)) {
  fail(new Error('The libraries are not built yet: run "npm run build" first'));
} else {
  await command(await import(testing.href)).catch(fail);
}

async function up({ startFleet }) {
  const hosts = Number(values.hosts);
  const scale = Number(values.scale);
  if (!Number.isInteger(hosts) || hosts < 1)
    throw new Error(`--hosts takes a whole number from 1, not "${values.hosts}"`);
  if (!(scale > 0)) throw new Error(`--scale takes a number above 0, not "${values.scale}"`);
  const stopAsked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
  });
  const fleet = await startFleet({
    dir: values.dir,
    hosts,
    ...(values['no-namespaces'] && { namespaces: false }),
    samples: values['no-samples'] ? false : { scale },
    onProgress: (message) => console.error(`… ${message}`),
  });
  printFleet(fleet);
  const idle = setInterval(() => undefined, STOP_TIMEOUT_MS);
  await stopAsked;
  clearInterval(idle);
  console.error('… stopping');
  await fleet.stop();
}

async function down({ clearFleetLeftovers, endProcess, folderOwner }) {
  await mkdir(values.dir, { recursive: true });
  const dir = await realpath(values.dir);
  const owner = await folderOwner(dir);
  if (owner !== undefined) await endProcess(owner, STOP_TIMEOUT_MS);
  await clearFleetLeftovers(dir);
}

function printFleet({ engines, registry, gatewayAddress }) {
  const rows = engines.map(({ name, address, socketPath }) => [name, address ?? '-', `unix://${socketPath}`]);
  const table = [['HOST', 'ADDRESS', 'DOCKER_HOST'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  console.log(
    `\nregistry  ${registry.addresses.join('  ')}\ngateway   ${gatewayAddress}  (this machine as the hosts see it)`,
  );
}

function fail(error) {
  console.error(error.message);
  process.exitCode = 1;
}
