import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startDaemon } from './daemon.mjs';
import { freePort, requireFreePort } from './ports.mjs';
import { endProcesses, processesWorkingIn } from './processes.mjs';
import { ensurePrograms } from './programs.mjs';
import { secretFile } from './secret-file.mjs';

const START_TIMEOUT_MS = 60_000;
const STOP_STEPS = /** @type {[NodeJS.Signals, number][]} */ ([['SIGTERM', 15_000]]);

/**
 * Starts a private Redis on the data in `dir`: on the loopback address only, with a generated password kept in 0600
 * files. A server that an aborted run left behind on the same data is stopped first.
 * @param {object} options
 * @param {string} options.dir
 * @param {number} [options.port] a free one unless given; throws in words when it is taken
 * @param {boolean} [options.appendonly] keep every write on the disk (default true)
 * @param {boolean} [options.noeviction] refuse writes when memory is full rather than drop keys (default true)
 * @param {(words: string) => void} [options.log]
 * @returns {Promise<import('./postgres.mjs').Service>}
 */
export async function startRedis({ dir, port, appendonly = true, noeviction = true, log = () => {} }) {
  const { 'redis-server': command } = await ensurePrograms(['redis-server'], { log });
  if (port !== undefined) await requireFreePort(port, 'Redis', 'Stop that program or choose another port.');
  mkdirSync(join(dir, 'data'), { recursive: true });
  const home = realpathSync(dir);
  const dataDir = join(home, 'data');
  const password = secretFile(join(home, 'password'));
  const listenOn = port ?? (await freePort());
  const configFile = join(home, 'redis.conf');
  const config = {
    bind: '127.0.0.1',
    port: listenOn,
    requirepass: password,
    dir: `"${dataDir.replaceAll(/["\\]/g, '\\$&')}"`,
    appendonly: appendonly ? 'yes' : 'no',
    'maxmemory-policy': noeviction ? 'noeviction' : 'allkeys-lru',
    ...(appendonly ? {} : { save: '""' }),
  };
  const lines = Object.entries(config).map(([key, value]) => `${key} ${value}\n`);
  writeFileSync(configFile, lines.join(''), { mode: 0o600 });

  const start = async () => {
    const left = processesWorkingIn(dataDir, 'redis-server');
    if (left.length > 0) log(`stopping a Redis left over from an earlier run (pid ${left[0]?.pid})`);
    await endProcesses(left, 'SIGTERM', 15_000);
    const daemon = await startDaemon({
      name: 'Redis',
      command,
      args: [configFile],
      logFile: join(home, 'redis.log'),
      cwd: dataDir,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    });
    await waitUntilReady(daemon, listenOn, password);
    return daemon;
  };

  let daemon = await start();
  const stop = () => daemon.stop(STOP_STEPS);
  return {
    url: `redis://default:${password}@127.0.0.1:${listenOn}/0`,
    port: listenOn,
    get pid() {
      return daemon.pid;
    },
    get exited() {
      return daemon.exited;
    },
    stop,
    kill9: () => daemon.stop([['SIGKILL', 5_000]]),
    restart: async () => {
      await stop();
      daemon = await start();
    },
  };
}

/**
 * Ready is when it answers PING with PONG: it has then read its data back.
 * @param {import('./daemon.mjs').Daemon} daemon
 * @param {number} port
 * @param {string} password
 */
async function waitUntilReady(daemon, port, password) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (daemon.running() && Date.now() < deadline) {
    if (await answersPing(port, password)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const why = daemon.running()
    ? `was not ready after ${START_TIMEOUT_MS / 1000} s`
    : `ended with ${await daemon.exited}`;
  const said = daemon.logTail();
  await daemon.stop(STOP_STEPS);
  throw new Error(`Redis ${why}. It said:\n${said}`);
}

/**
 * @param {number} port
 * @param {string} password
 * @returns {Promise<boolean>}
 */
function answersPing(port, password) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.split('\r\n').length > 2) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer.includes('+PONG')));
  });
}
