import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = 6;
const KEYS = 200;
/** Between two keys: as somebody types who is fast. */
const PAUSE_MS = 5;
const LATE_MS = 10_000;
const AIM_MS = 15;

/**
 * A key typed to its echo: over the page's WebSocket, and at `docker exec -it` on a terminal of its own. Both run `cat`,
 * whose terminal echoes; rounds of both alternate.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureTerminalEcho(stack, { openTerminal, waitFor }) {
  const { engine, id: hostId } = stack.host(0);
  const image = stack.registry.reference('roadstead/base:1');
  const run = ['run', '--detach', '--name', 'bench-terminal', '--network', 'none', image, 'sleep', '100000'];
  const containerId = (await engine.docker(...run)).trim();
  await waitFor(
    () => stack.call('getContainer', { params: { hostId, containerId } }),
    'the container in the inventory',
  );
  const client = await openTerminal(stack, { hostId, containerId, command: ['cat'] });
  const docker = dockerExec(engine.socketPath);
  try {
    /** @type {Keyboard} */
    const ours = {
      press: (key) => client.type(key),
      onOutput: (listener) => {
        client.socket.on('message', (data, isBinary) => isBinary && listener(String(data)));
      },
    };
    /** @type {{ ours: number[], theirs: number[] }} */
    const times = { ours: [], theirs: [] };
    for (let round = 0; round <= ROUNDS; round++) {
      /** @type {('ours' | 'theirs')[]} */
      const order = round % 2 ? ['ours', 'theirs'] : ['theirs', 'ours'];
      for (const who of order) {
        const measured = await typeKeys(who === 'ours' ? ours : docker.keyboard);
        // The first round of each warms up.
        if (round > 0) times[who].push(...measured);
      }
    }
    const [mine, theirs] = [percentile(times.ours, 0.99), percentile(times.theirs, 0.99)];
    const both = (/** @type {number[]} */ all) =>
      `p50 ${percentile(all, 0.5).toFixed(1)} ms, p99 ${percentile(all, 0.99).toFixed(1)} ms`;
    return [
      {
        what: `a key typed → its echo in a terminal (${times.ours.length} keys)`,
        measured: both(times.ours),
        against: `\`docker exec -it\` (${both(times.theirs)})`,
        aim: `p99 within ${AIM_MS} ms of it`,
        met: mine <= theirs + AIM_MS,
      },
    ];
  } finally {
    docker.end();
    client.socket.terminate();
    await engine.docker('rm', '--force', 'bench-terminal');
  }
}

/**
 * @typedef {object} Keyboard
 * @property {(key: string) => void} press
 * @property {(listener: (text: string) => void) => void} onOutput
 */

/** `docker exec -it` needs a terminal, which `script` gives it. @param {string} socketPath */
function dockerExec(socketPath) {
  const command = `docker --host unix://${socketPath} exec -it bench-terminal cat`;
  const child = spawn('script', ['-qfc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  /** @type {Keyboard} */
  const keyboard = {
    press: (key) => child.stdin.write(key),
    onOutput: (listener) => {
      child.stdout.on('data', (data) => listener(String(data)));
    },
  };
  return { keyboard, end: () => child.stdin.end('\u0003') };
}

/** @type {WeakMap<Keyboard, { wake: () => void }>} */
const listening = new WeakMap();

/** Milliseconds from each key to its echo. @param {Keyboard} keyboard */
async function typeKeys(keyboard) {
  let state = listening.get(keyboard);
  if (state === undefined) {
    const made = { wake: () => {} };
    keyboard.onOutput((text) => text.includes('x') && made.wake());
    listening.set(keyboard, made);
    state = made;
  }
  const times = [];
  for (let i = 0; i < KEYS; i++) {
    const echo = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('a key was not echoed')), LATE_MS);
      state.wake = () => {
        clearTimeout(timer);
        resolve(performance.now());
      };
    });
    const pressedAt = performance.now();
    keyboard.press('x');
    times.push((await echo) - pressedAt);
    await sleep(PAUSE_MS);
  }
  // No line gets too long for the terminal.
  keyboard.press('\u0015');
  return times;
}

/** @param {number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
