import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/** The agent's own: infra has no dependencies. @type {{ io: (url: string, options: object) => any }} */
const { io } = createRequire(new URL('../../apps/agent/package.json', import.meta.url))('socket.io-client');

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
  const watched = await whileStatsAreWatched(stack, host.id, () => cpuShare(host.agent.pid));
  await host.engine.docker('rm', '--force', ...names);
  return [
    {
      what: 'agent with 100 containers: memory',
      measured: `${mebibytes.toFixed(0)} MiB`,
      aim: '≤ 80 MiB',
      met: mebibytes <= 80,
    },
    // With the light history, which is always kept.
    { what: 'agent with 100 containers: a core when idle', measured: percent(cpu), aim: '≤ 1 %', met: cpu <= 0.01 },
    {
      what: 'agent with 100 containers: a core while all their stats are watched, a sample a second',
      measured: percent(watched),
      aim: '≤ 2 %',
      met: watched <= 0.02,
    },
  ];
}

/**
 * Looks at a host's stats as a page does, and measures meanwhile.
 * @template T
 * @param {import('@roadstead/testing').Stack} stack
 * @param {string} hostId
 * @param {() => Promise<T>} measure
 * @returns {Promise<T>}
 */
async function whileStatsAreWatched(stack, hostId, measure) {
  const socket = io(`${stack.url}/live`, {
    path: '/socket.io',
    transports: ['websocket'],
    auth: { token: stack.admin.token },
  });
  try {
    let samples = 0;
    socket.on('delta', (/** @type {import('@roadstead/contract').LiveDelta} */ { stats }) => {
      // Those of the samples run as well.
      if (stats !== undefined && stats.containers.length >= CONTAINERS) samples += 1;
    });
    await socket.timeout(10_000).emitWithAck('subscribe', `stats/host/${hostId}`);
    await sleep(5000);
    const before = samples;
    const measured = await measure();
    const rate = (samples - before) / (CPU_WINDOW_MS / 1000);
    if (rate < 0.8)
      throw new Error(`Stats came ${rate.toFixed(2)} times a second, which is not what is to be measured`);
    return measured;
  } finally {
    socket.disconnect();
  }
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
