import { spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { startDaemon } from './daemon.mjs';
import { freePort, requireFreePort } from './ports.mjs';
import { endProcesses, processAt, processesWorkingIn, settled } from './processes.mjs';
import { ensurePrograms } from './programs.mjs';
import { secretFile } from './secret-file.mjs';

/**
 * A private Postgres.
 *
 * Invariants:
 * - It is given its data directory as an open folder, file descriptor 3: Postgres refuses to run as root and so runs as
 *   another user, who may not pass through a private home or temporary folder on the way to the data.
 * - Its working directory is its data directory. That is how a running server is recognised as this one.
 * - A data directory is whole: it is made as `data.new` and renamed when initdb and the database are done.
 * - It listens on the loopback address only, with a generated password (`password`, 0600, beside the data).
 */
const OPEN_DIRECTORY = '/proc/self/fd/3';
const USER = 'roadstead';
const DATABASE = 'roadstead';
const START_TIMEOUT_MS = 60_000;
/** SIGINT ends sessions and shuts down cleanly; SIGQUIT is the crash stop, recovered from at the next start. */
const STOP_STEPS = /** @type {[NodeJS.Signals, number][]} */ ([
  ['SIGINT', 30_000],
  ['SIGQUIT', 5_000],
]);
const FAST_AND_UNSAFE = { fsync: 'off', full_page_writes: 'off' };

/**
 * @typedef {object} Service
 * @property {string} url with its credentials; for Postgres that of a superuser, and the database `roadstead`
 * @property {number} port
 * @property {number} pid of the process that runs now
 * @property {Promise<string>} exited resolves with the end, in words, of the process that runs now
 * @property {() => Promise<void>} stop cleanly; resolves when no process of it is left
 * @property {() => Promise<void>} kill9 as a power cut would
 * @property {() => Promise<void>} restart stops it if it runs, starts it again at the same address
 */

/**
 * Starts Postgres on the data in `dir`, making it at the first call. A server that an aborted run left behind on the
 * same data is stopped first.
 * @param {object} options
 * @param {string} options.dir
 * @param {number} [options.port] a free one unless given; throws in words when it is taken
 * @param {boolean} [options.fast] for tests: no flush to the disk, so a power cut loses data (a killed process does not)
 * @param {(words: string) => void} [options.log]
 * @returns {Promise<Service>}
 */
export async function startPostgres({ dir, port, fast = false, log = () => {} }) {
  const { postgres } = await ensurePrograms(['postgres'], { log });
  if (port !== undefined) await requireFreePort(port, 'Postgres', 'Stop that program or choose another port.');
  mkdirSync(dir, { recursive: true });
  const home = realpathSync(dir);
  const dataDir = join(home, 'data');
  const password = secretFile(join(home, 'password'));
  if (!existsSync(join(dataDir, 'PG_VERSION'))) createData({ postgres, home, dataDir, fast, log });

  const listenOn = port ?? (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    port: listenOn,
    unix_socket_directories: '',
    cluster_name: 'roadstead',
    ...(fast ? FAST_AND_UNSAFE : {}),
  };
  const start = async () => {
    await clearLeftovers(dataDir, log);
    const daemon = await startDaemon({
      name: 'Postgres',
      command: postgres,
      args: ['-D', OPEN_DIRECTORY, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      logFile: join(home, 'postgres.log'),
      cwd: '/',
      folder: dataDir,
      env: serverEnvironment(),
      ...runAs(dataDir),
    });
    await waitUntilReady(daemon, dataDir);
    return daemon;
  };

  let daemon = await start();
  const noneLeft = () => settled(() => processesWorkingIn(dataDir, 'postgres').length === 0, 10_000);
  const stop = async () => {
    await daemon.stop(STOP_STEPS);
    await noneLeft();
  };
  return {
    url: `postgresql://${USER}:${password}@127.0.0.1:${listenOn}/${DATABASE}`,
    port: listenOn,
    get pid() {
      return daemon.pid;
    },
    get exited() {
      return daemon.exited;
    },
    stop,
    kill9: async () => {
      await daemon.stop([['SIGKILL', 5_000]]);
      await noneLeft();
    },
    restart: async () => {
      await stop();
      daemon = await start();
    },
  };
}

/**
 * @param {{ postgres: string, home: string, dataDir: string, fast: boolean, log: (words: string) => void }} what
 */
function createData({ postgres, home, dataDir, fast, log }) {
  log('making a new Postgres database');
  const unfinished = join(home, 'data.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const user = runAs(unfinished);
  if (user) {
    chownSync(unfinished, user.uid, user.gid);
    chownSync(join(home, 'password'), user.uid, user.gid);
  }
  const major = Number(/(\d+)/.exec(run(postgres, ['--version'], {}).toString())?.[1]);
  // From 15 on, the root collation of ICU sorts every language sensibly and the same on every system.
  const icu = major >= 15 ? ['--locale-provider=icu', '--icu-locale=und'] : [];
  const options = ['--auth=scram-sha-256', '--pwfile=/dev/stdin', '--encoding=UTF8', '--locale=C.UTF-8', ...icu];
  if (fast) options.push('--no-sync');
  const initdb = join(dirname(realpathSync(postgres)), 'initdb');
  const passwordFd = openSync(join(home, 'password'), 'r');
  const folderFd = openSync(unfinished, 'r');
  try {
    const asUser = { cwd: '/', env: serverEnvironment(), ...user };
    const initArgs = ['-D', OPEN_DIRECTORY, '-U', USER, ...options];
    run(initdb, initArgs, { ...asUser, stdio: [passwordFd, 'pipe', 'pipe', folderFd] });
    const singleArgs = ['--single', ...(fast ? ['-F'] : []), '-D', OPEN_DIRECTORY, 'postgres'];
    const input = `CREATE DATABASE ${DATABASE}\n`;
    run(postgres, singleArgs, { ...asUser, input, stdio: ['pipe', 'pipe', 'pipe', folderFd] });
  } finally {
    closeSync(passwordFd);
    closeSync(folderFd);
  }
  renameSync(unfinished, dataDir);
}

/**
 * The user that the server runs as: the owner of its data, or, for root, Debian's `postgres`.
 * @param {string} dataDir
 * @returns {{ uid: number, gid: number } | undefined} undefined for the user who calls
 */
function runAs(dataDir) {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = statSync(dataDir);
  if (uid !== 0) return { uid, gid };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  if (!line) {
    throw new Error(
      'Postgres refuses to run as root and this machine has no user "postgres": create it, or run this as another user.',
    );
  }
  const [, , user, group] = line.split(':');
  return { uid: Number(user), gid: Number(group) };
}

/**
 * Stops a server that still runs on this data, and removes a pid file whose pid is not that server's: Postgres itself
 * would refuse to start as long as any program has that pid.
 * @param {string} dataDir
 * @param {(words: string) => void} log
 */
async function clearLeftovers(dataDir, log) {
  const pidFile = join(dataDir, 'postmaster.pid');
  const left = processesWorkingIn(dataDir, 'postgres');
  if (left.length > 0) {
    log(`stopping a Postgres left over from an earlier run (pid ${left[0]?.pid})`);
    const noted = existsSync(pidFile) ? processAt(Number(readFileSync(pidFile, 'utf8').split('\n')[0])) : undefined;
    const server = left.find((found) => found.pid === noted?.pid);
    await endProcesses(server ? [server] : left, 'SIGINT', 30_000);
    await settled(() => processesWorkingIn(dataDir, 'postgres').length === 0, 10_000);
  }
  if (!existsSync(pidFile)) return;
  const pid = readFileSync(pidFile, 'utf8').split('\n')[0];
  log(`removing a stale Postgres pid file (process ${pid} does not run this database)`);
  rmSync(pidFile);
}

/**
 * @param {import('./daemon.mjs').Daemon} daemon
 * @param {string} dataDir
 */
async function waitUntilReady(daemon, dataDir) {
  const pidFile = join(dataDir, 'postmaster.pid');
  const ready = () => existsSync(pidFile) && readFileSync(pidFile, 'utf8').split('\n')[7]?.trim() === 'ready';
  const decided = await settled(() => !daemon.running() || ready(), START_TIMEOUT_MS);
  if (decided && daemon.running()) return;
  const why = decided ? `ended with ${await daemon.exited}` : `was not ready after ${START_TIMEOUT_MS / 1000} s`;
  const said = daemon.logTail();
  await daemon.stop(STOP_STEPS);
  throw new Error(`Postgres ${why}. It said:\n${said}`);
}

/** Nothing of the caller's environment: PG* variables and locales would change what the server does. */
function serverEnvironment() {
  return { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
function run(command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw new Error(`${command} could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`${command} failed with exit code ${status}:\n${stderr}${stdout}`);
  return stdout;
}
