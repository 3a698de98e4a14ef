import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { residentBytes } from './footprint.mjs';
import { inTurn, timed } from './statistics.mjs';

const TURNS = 3;
const LINES = 1_000_000;
const MB = 1e6;
const PROGRAM = `BEGIN { for (i = 0; i < ${LINES}; i++) print i, "GET /products/" i % 1000, "200", "of a log of many lines" }`;

/**
 * A log of a million lines, followed to the browser's WebSocket, against `docker logs` to a pipe.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureLogFollow(stack, { followLog }) {
  const { engine, id: hostId, agent } = stack.host(0);
  const image = stack.registry.reference('roadstead/base:1');
  await docker(engine.socketPath, ['run', '--name', 'bench-log', '--network', 'none', image, 'awk', PROGRAM]);
  const containerId = (await engine.docker('inspect', '--format', '{{.Id}}', 'bench-log')).trim();
  const memory = () => ({ api: residentBytes(stack.api().pid), agent: residentBytes(agent.pid) });

  const before = memory();
  let most = before;
  const watch = setInterval(() => {
    const now = memory();
    most = { api: Math.max(most.api, now.api), agent: Math.max(most.agent, now.agent) };
  }, 200);
  const times = await inTurn(TURNS, {
    ours: () => timed(async () => requireAll(await countLines(followLog(stack, { hostId, containerId })))),
    theirs: () => timed(async () => requireAll(await docker(engine.socketPath, ['logs', 'bench-log']))),
  });
  clearInterval(watch);
  await engine.docker('rm', 'bench-log');
  const ratio = times.theirs / times.ours;
  const grown = { api: (most.api - before.api) / MB, agent: (most.agent - before.agent) / MB };
  return [
    {
      what: 'following a log of a million lines: lines a second',
      measured: `${ratio.toFixed(2)} × (${rate(times.ours)})`,
      against: `\`docker logs\` (${rate(times.theirs)})`,
      aim: '≥ 0.8 ×',
      met: ratio >= 0.8,
    },
    {
      what: 'meanwhile: growth of API and agent in memory',
      measured: `${grown.api.toFixed(0)} and ${grown.agent.toFixed(0)} MB`,
      aim: 'flat: ≤ 64 MB each',
      met: grown.api <= 64 && grown.agent <= 64,
    },
  ];
}

/** What any reader of a log does at the least. @param {AsyncIterable<Buffer>} chunks */
async function countLines(chunks) {
  let lines = 0;
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return lines;
}

/** Bytes of the frames' headers may look like line ends, so there may be more, never fewer. @param {number} lines */
function requireAll(lines) {
  if (lines < LINES) throw new Error(`Only ${lines} of ${LINES} lines came`);
}

/**
 * Runs the docker CLI.
 * @param {string} socketPath @param {string[]} args
 * @returns {Promise<number>} lines that it printed to a pipe
 */
async function docker(socketPath, args) {
  const child = spawn('docker', ['--host', `unix://${socketPath}`, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [lines, [code]] = await Promise.all([countLines(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`docker ${args[0]} ended with ${code}`);
  return lines;
}

/** @param {number} milliseconds */
function rate(milliseconds) {
  return `${Math.round(LINES / milliseconds)} k lines/s`;
}
