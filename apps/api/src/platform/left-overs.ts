import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what a process that was killed could not: all in the folder that nobody has written to for so long. */
export async function removeLeftOvers(dir: string, untouchedMs: number): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    // It may have been removed meanwhile.
    const found = await stat(join(dir, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > untouchedMs) {
      await rm(join(dir, name), { recursive: true, force: true });
    }
  }
}
