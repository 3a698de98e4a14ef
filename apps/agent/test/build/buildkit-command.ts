import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from '@roadstead/testing';

/** A docker command that can build with BuildKit: with the buildx component, or of before it was one (20.10). */
export async function findBuildKitCommand(): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  for (const command of folders.map((folder) => join(folder, 'docker')).filter((path) => existsSync(path))) {
    const version = await runProgram(command, ['--version']).catch(() => '');
    const buildx = await runProgram(command, ['buildx', 'version']).catch(() => undefined);
    if (buildx !== undefined || /version 20\.10\./.test(version)) return command;
  }
  return undefined;
}
