import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const CONTAINERS = 100;
const PARALLEL = 4;
const SETTLE_MS = 15_000;
const CPU_WINDOW_MS = 30_000;
/** Clock ticks a second in /proc, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const MIB = 1024 * 1024;

/**
 * Memory of the API with the dashboard and one host, when it has nothing to do.
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureApiAtRest(stack) {
  await sleep(SETTLE_MS);
  const megabytes = residentBytes(stack.api().pid) / 1e6;
  const cpu = await cpuShare(stack.api().pid);
  return [
    {
      what: 'API at rest, one host: memory',
      measured: `${megabytes.toFixed(0)} MB`,
      aim: '≤ 160 MB',
      met: megabytes <= 160,
    },
    { what: 'API at rest, one host: a core', measured: percent(cpu), aim: '≤ 2 %', met: cpu <= 0.02 },
  ];
}

/**
 * Memory and idle CPU of an agent whose engine runs a hundred containers.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureAgent(stack, { untilInventoryIsTrue }) {
  const host = stack.host(0);
  const image = stack.registry.reference('roadstead/base:1');
  const names = Array.from({ length: CONTAINERS }, (_, index) => `bench-${index}`);
  const queue = [...names];
  const startNext = async () => {
    for (let name = queue.pop(); name; name = queue.pop()) {
      await host.engine.docker('run', '--detach', '--network', 'none', '--name', name, image, 'sleep', '100000');
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, startNext));
  await untilInventoryIsTrue(stack, host);
  await sleep(SETTLE_MS);
  const mebibytes = residentBytes(host.agent.pid) / MIB;
  const cpu = await cpuShare(host.agent.pid);
  await host.engine.docker('rm', '--force', ...names);
  return [
    {
      what: 'agent with 100 containers: memory',
      measured: `${mebibytes.toFixed(0)} MiB`,
      aim: '≤ 80 MiB',
      met: mebibytes <= 80,
    },
    { what: 'agent with 100 containers: a core when idle', measured: percent(cpu), aim: '≤ 1 %', met: cpu <= 0.01 },
  ];
}

/** @param {number} pid */
export function residentBytes(pid) {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}

/** Share of one core over half a minute. @param {number} pid */
async function cpuShare(pid) {
  const before = cpuTicks(pid);
  await sleep(CPU_WINDOW_MS);
  return (cpuTicks(pid) - before) / TICKS_PER_SECOND / (CPU_WINDOW_MS / 1000);
}

/** @param {number} pid */
function cpuTicks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
