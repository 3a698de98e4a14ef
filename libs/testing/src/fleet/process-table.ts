import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/** Argument list of a live process; undefined once it is gone or a zombie. */
export function argvOf(pid: number): string[] | undefined {
  const raw = readProc(pid, 'cmdline');
  return raw ? raw.replace(/\0$/, '').split('\0') : undefined;
}

/** Process ids whose argument list matches. */
export function findProcesses(matches: (argv: string[]) => boolean): number[] {
  return allPids().filter((pid) => {
    const argv = argvOf(pid);
    return argv !== undefined && matches(argv);
  });
}

/** A process id with its start time (clock ticks since boot): together they stay unique when ids are reused. */
export function processIdentity(pid: number): string | undefined {
  const startedAt = statFields(pid)?.[19];
  return startedAt ? `${pid}:${startedAt}` : undefined;
}

/** SIGTERM, wait for at most `graceMs`, then SIGKILL; resolves when the process is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  const identity = processIdentity(pid);
  const isGone = () => argvOf(pid) === undefined || processIdentity(pid) !== identity;
  if (isGone()) return;
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (!isGone() && Date.now() < deadline) await sleep(POLL_MS);
  while (!isGone()) {
    signal(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

/** Sends a signal; a process that is gone already is no error. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Fields of /proc/PID/stat after the command name: [0] state, [19] start time. */
function statFields(pid: number): string[] | undefined {
  const raw = readProc(pid, 'stat');
  return raw?.slice(raw.lastIndexOf(')') + 2).split(' ');
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // The process ended meanwhile.
  }
}
