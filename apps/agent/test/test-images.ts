import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, runProgram } from '@roadstead/testing';

const LINKS = ['sh', 'sleep', 'echo', 'yes', 'cat', 'head', 'true', 'stty', 'id', 'wc'];

/** Imports an image of busybox. With `padding` it has so many bytes more that do not compress. */
export async function importBusybox(engine: Engine, reference: string, padding = 0): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'roadstead-image-'));
  try {
    await mkdir(join(dir, 'root/bin'), { recursive: true });
    await copyFile('/usr/bin/busybox', join(dir, 'root/bin/busybox')).catch(() =>
      copyFile('/bin/busybox', join(dir, 'root/bin/busybox')),
    );
    for (const name of LINKS) await symlink('busybox', join(dir, 'root/bin', name));
    await writeFile(join(dir, 'root/padding'), randomBytes(padding));
    await runProgram('tar', ['--create', '--file', join(dir, 'root.tar'), '--directory', join(dir, 'root'), '.']);
    await engine.docker('import', '--change', 'CMD ["sleep","1000000"]', join(dir, 'root.tar'), reference);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
