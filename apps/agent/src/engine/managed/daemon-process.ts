import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** @returns undefined where there is no such file, or no process id in it */
export async function readPid(path: string): Promise<number | undefined> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** Whether the process runs, is no zombie, and has this very argument: a number alone may be anybody's by now. */
export async function hasArgument(pid: number, argument: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(argument);
}

/** SIGTERM, then after `graceMs` SIGKILL; resolves when the process is gone. One without the argument is not touched. */
export async function endProcess(pid: number, argument: string, graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  if (await hasArgument(pid, argument)) signalTo(pid, 'SIGTERM');
  while (await hasArgument(pid, argument)) {
    if (performance.now() > deadline) signalTo(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
