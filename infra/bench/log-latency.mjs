import { spawn } from 'node:child_process';

const LINES = 1_000;
const PAUSE_US = 10_000;
/** Moments at the begin of each entry, in the engine's frames and in what the CLI prints alike. */
const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) beat (\d+)\n/g;
const ALLOWED_MS = 50;

/**
 * From the moment that the engine gives a line to the moment that a client has it, at some 100 lines a second: through the
 * control plane, and by `docker logs -f` at the same time, so that whatever else the machine does falls on both.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureLogLatency(stack, { followLog, untilInventoryIsTrue }) {
  const { engine, id: hostId } = stack.host(0);
  const image = stack.registry.reference('roadstead/base:1');
  const script = `sleep 2; n=0; while [ $n -lt ${LINES} ]; do echo beat $n; n=$((n+1)); usleep ${PAUSE_US}; done`;
  const run = ['run', '--detach', '--name', 'bench-beat', '--network', 'none', image, 'sh', '-c', script];
  const containerId = (await engine.docker(...run)).trim();
  await untilInventoryIsTrue(stack, stack.host(0));
  const args = ['--host', `unix://${engine.socketPath}`, 'logs', '--follow', '--timestamps', containerId];
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [ours, theirs] = await Promise.all([
    latencies(followLog(stack, { hostId, containerId })),
    latencies(child.stdout),
  ]);
  await engine.docker('rm', '--force', 'bench-beat');
  const [a, b] = [percentile(ours, 0.99), percentile(theirs, 0.99)];
  return [
    {
      what: 'a line written → seen by a client, at 100 lines/s: p99',
      measured: `${a.toFixed(1)} ms (median ${percentile(ours, 0.5).toFixed(1)} ms)`,
      against: `\`docker logs -f\` ${b.toFixed(1)} ms (median ${percentile(theirs, 0.5).toFixed(1)} ms)`,
      aim: `within ${ALLOWED_MS} ms of it`,
      met: a - b <= ALLOWED_MS,
    },
  ];
}

/** Milliseconds of each line. @param {AsyncIterable<Buffer>} chunks @returns {Promise<number[]>} */
async function latencies(chunks) {
  /** @type {number[]} */
  const found = [];
  let rest = '';
  for await (const chunk of chunks) {
    const now = performance.timeOrigin + performance.now();
    const text = rest + chunk.toString('latin1');
    let end = 0;
    for (const match of text.matchAll(MOMENT)) {
      found.push(now - Date.parse(match[1] ?? ''));
      end = match.index + match[0].length;
    }
    rest = text.slice(end);
    if (found.length >= LINES) return found;
  }
  throw new Error(`Only ${found.length} of ${LINES} lines came`);
}

/** @param {number[]} values @param {number} fraction */
function percentile(values, fraction) {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? 0;
}
