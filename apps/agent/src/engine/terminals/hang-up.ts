import { readFile } from 'node:fs/promises';
import type { ContainerId } from '@roadstead/domain';

/**
 * Sends a signal to a process of a container, by its number on this host.
 *
 * The engine has no call for it: when the connection of an exec with a terminal closes, its process goes on for ever. An
 * agent that does not see the host's processes (in a container without `--pid=host`) cannot do it.
 * @returns whether there was such a process. One whose number another process has got meanwhile is left alone.
 */
export async function signalInContainer(pid: number, id: ContainerId, signal: 'SIGHUP' | 'SIGKILL'): Promise<boolean> {
  if (pid <= 1) return false;
  try {
    const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8');
    if (!groups.includes(id)) return false;
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
