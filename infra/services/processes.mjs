import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * A running process as /proc shows it. `startTicks` (clock ticks since boot) together with the pid names one process
 * for ever, however often the pid is used again.
 * @typedef {{ pid: number, startTicks: number, command: string[], cwd: string | undefined }} Process
 */

/**
 * The process with this pid, or undefined when there is none (a zombie counts as none).
 * @param {number} pid
 * @returns {Process | undefined}
 */
export function processAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may itself contain blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    return { pid, startTicks: Number(fields[19]), command, cwd: linkTarget(`/proc/${pid}/cwd`) };
  } catch {
    return undefined;
  }
}

/**
 * Whether exactly the process that was noted with this pid and start time still runs.
 * @param {{ pid: number, startTicks: number }} noted
 */
export function isRunning(noted) {
  return processAt(noted.pid)?.startTicks === noted.startTicks;
}

/** Every process that this user may see. */
export function allProcesses() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processAt(Number(name)))
    .filter((found) => found !== undefined);
}

/**
 * The processes of one program that work in exactly this directory: how a database server is recognised as the one of
 * this data directory, whatever a pid file says.
 * @param {string} directory absolute and free of symbolic links
 * @param {string} program as it appears in the first word of its command line
 */
export function processesWorkingIn(directory, program) {
  return allProcesses().filter((found) => found.cwd === directory && found.command[0]?.includes(program));
}

/**
 * Sends a signal; a process that has gone already is no error.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Asks processes to end, waits, and kills those that are still there when the time is over.
 * @param {{ pid: number, startTicks: number }[]} targets
 * @param {NodeJS.Signals} signal
 * @param {number} patienceMs
 */
export async function endProcesses(targets, signal, patienceMs) {
  for (const target of targets) if (isRunning(target)) sendSignal(target.pid, signal);
  if (await settled(() => !targets.some(isRunning), patienceMs)) return;
  for (const target of targets) if (isRunning(target)) sendSignal(target.pid, 'SIGKILL');
  await settled(() => !targets.some(isRunning), 5000);
}

/**
 * Waits until a condition holds, looking every 25 ms. Answers whether it came to hold in time.
 * @param {() => boolean} condition
 * @param {number} timeoutMs
 */
export async function settled(condition, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/** Where a symbolic link points to, or undefined when that cannot be read. @param {string} path */
export function linkTarget(path) {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
