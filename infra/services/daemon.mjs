import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { processAt, sendSignal } from './processes.mjs';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * @typedef {object} DaemonOptions
 * @property {string} name for messages
 * @property {string} command
 * @property {string[]} args
 * @property {string} logFile takes stdout and stderr; moved aside to `.1` at start when it has grown past 10 MiB
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [folder] given to the program as its open file descriptor 3
 * @property {number} [uid] the user to run as
 * @property {number} [gid]
 * @property {(command: string, args: string[], options: import('node:child_process').SpawnOptions) =>
 *   import('node:child_process').ChildProcess} [spawnWith] starts it, where that is to be in another place
 *
 * @typedef {object} Daemon
 * @property {string} name
 * @property {number} pid
 * @property {number} startTicks see Process
 * @property {Promise<string>} exited resolves with the end in words: "exit code 1", "signal SIGKILL"
 * @property {() => boolean} running
 * @property {() => string} logTail what it has logged since this start, the last lines of it
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {(steps: [NodeJS.Signals, number][]) => Promise<void>} stop sends each signal in turn, waiting so many
 *   milliseconds after each, and kills it if it is still there at the end
 */

/**
 * Starts a program in a session of its own, so that a Ctrl-C on the terminal reaches only its parent, who then stops
 * its children in the right order.
 * @param {DaemonOptions} options
 * @returns {Promise<Daemon>}
 */
export async function startDaemon({ name, command, args, logFile, cwd, env, folder, uid, gid, spawnWith = spawn }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const logStart = rotate(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const folders = folder === undefined ? [] : [openSync(folder, 'r')];
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', log, log, ...folders]);
  const child = spawnWith(command, args, { cwd, env, uid, gid, detached: true, stdio });
  for (const fd of [log, ...folders]) closeSync(fd);

  let ended = false;
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      resolve(signal ? `signal ${signal}` : `exit code ${code}`);
    });
  });
  const pid = await new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid));
    child.once('error', (error) => reject(new Error(`${name} could not be started: ${error.message}`)));
  });

  const running = () => !ended;
  /** @type {Daemon['signal']} */
  const signal = (which) => {
    if (!ended) sendSignal(pid, which);
  };
  return {
    name,
    pid,
    startTicks: processAt(pid)?.startTicks ?? 0,
    exited,
    running,
    logTail: () => tail(logFile, logStart),
    signal,
    stop: async (steps) => {
      for (const [which, patienceMs] of steps) {
        signal(which);
        if (await within(exited, patienceMs)) return;
      }
      signal('SIGKILL');
      await exited;
    },
  };
}

/**
 * @param {Promise<unknown>} promise
 * @param {number} milliseconds
 * @returns {Promise<boolean>} whether it resolved in time
 */
async function within(promise, milliseconds) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return Boolean(inTime);
}

/**
 * @param {string} logFile
 * @returns {number} the size from which this start's own lines begin
 */
function rotate(logFile) {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_LIMIT_BYTES) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

/**
 * @param {string} logFile
 * @param {number} from
 */
function tail(logFile, from) {
  const text = readFileSync(logFile).subarray(from).toString('utf8');
  return text.trimEnd().split('\n').slice(-12).join('\n');
}
