import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder } from '../fleet/folder-owner.js';
import { clearFleetLeftovers, endProcess, folderOwner } from '../fleet/index.js';
import { oneAtATime } from './one-at-a-time.js';

const PREFIX = 'roadstead-stack-';
/** Of a folder that nobody takes for a stack's. */
const UNCLAIMED_PREFIX = 'roadstead-new-stack-';

const GRACE_MS = 2_000;

/** A new folder that this process owns: it has its name only when that is so, else another run could clear it. */
export async function openStackFolder(parent = tmpdir()): Promise<string> {
  const unclaimed = await mkdtemp(join(await realpath(parent), UNCLAIMED_PREFIX));
  await claimFolder(unclaimed);
  const dir = unclaimed.replace(UNCLAIMED_PREFIX, PREFIX);
  await rename(unclaimed, dir);
  return dir;
}

/**
 * Stops and removes stacks whose test run was killed: folders that no live process owns. Two runs that start at once
 * would take from under each other what they are removing.
 */
export function clearAbortedStacks(parent = tmpdir()): Promise<void> {
  return oneAtATime('clear-aborted-stacks', () => clearUnowned(parent));
}

async function clearUnowned(parent: string): Promise<void> {
  const names = await readdir(parent);
  for (const name of names.filter((entry) => entry.startsWith(PREFIX))) {
    const dir = join(parent, name);
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
