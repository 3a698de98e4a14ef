import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { API_TEMP_FOLDER, type Stack, type StackHost } from './stack.js';
import { waitFor } from './wait-for.js';

/**
 * What a job may leave half-made, a line each: the host's images, intermediate ones too, its containers, and the files
 * in the temporary folders of API, agent and engine.
 */
export async function tracesOf({ dir }: Pick<Stack, 'dir'>, { engine, agent }: StackHost): Promise<string[]> {
  const [images, containers, ...folders] = await Promise.all([
    engine.docker('images', '--all', '--no-trunc', '--format', 'image {{.ID}} {{.Repository}}:{{.Tag}}'),
    engine.docker('ps', '--all', '--no-trunc', '--format', 'container {{.ID}} {{.State}}'),
    filesIn(join(dir, API_TEMP_FOLDER), 'API'),
    filesIn(agent.tempDir, 'agent'),
    filesIn(join(engine.dataRoot, 'tmp'), 'engine'),
  ]);
  return [...images.split('\n'), ...containers.split('\n'), ...folders.flat()].filter(Boolean).sort();
}

/** Waits until they are as before: what is removed may be so a moment after the job's end. @throws Error the differences */
export async function untilTracesAre(
  stack: Pick<Stack, 'dir'>,
  host: StackHost,
  before: readonly string[],
): Promise<void> {
  let differences: string[] = [];
  await waitFor(
    async () => {
      const now = await tracesOf(stack, host);
      differences = [
        ...before.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
        ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
      ];
      return differences.length === 0;
    },
    `nothing half-made on ${host.name}`,
    { timeoutMs: 10_000, pollMs: 250 },
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${differences.join('\n')}`, { cause: error });
  });
}

async function filesIn(folder: string, owner: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => `file of the ${owner} ${name}`);
}
