import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearFleetLeftovers, endProcess, folderOwner } from '../fleet/index.js';

export const STACK_PREFIX = 'roadstead-stack-';

const GRACE_MS = 2_000;

/** Stops and removes stacks whose test run was killed: folders that no live process owns. */
export async function clearAbortedStacks(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((entry) => entry.startsWith(STACK_PREFIX))) {
    const dir = join(tmpdir(), name);
    if ((await folderOwner(dir)) !== undefined) continue;
    await Promise.all(processesWorkingIn(dir).map((pid) => endProcess(pid, GRACE_MS)));
    await clearFleetLeftovers(join(dir, 'fleet'));
    await rm(dir, { recursive: true, force: true });
  }
}

/** Postgres, Redis, API and agents of a stack have their working directory in its folder. */
function processesWorkingIn(dir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDirectory(name)?.startsWith(dir))
    .map(Number);
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // It ended meanwhile.
  }
}
