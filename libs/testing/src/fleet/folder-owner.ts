import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIdentity } from './process-table.js';

const OWNER_FILE = 'owner';

/** Process id of the live process that owns a folder; undefined when none does. */
export async function folderOwner(dir: string): Promise<number | undefined> {
  const identity = await readFile(join(dir, OWNER_FILE), 'utf8').catch(() => '');
  const pid = Number(identity.split(':')[0]);
  return identity !== '' && processIdentity(pid) === identity ? pid : undefined;
}

/**
 * Makes this process the folder's owner; what a dead owner left is taken over.
 *
 * @throws Error when another live process owns it.
 */
export async function claimFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const owner = await folderOwner(dir);
  if (owner !== undefined) throw new Error(`${dir} is in use by the fleet of process ${owner}; stop that one first`);
  await writeFile(join(dir, OWNER_FILE), processIdentity(process.pid) ?? '');
}

export async function releaseFolder(dir: string): Promise<void> {
  await rm(join(dir, OWNER_FILE), { force: true });
}
