import type { JobBench, PreparedJob } from '../job-bench.js';
import type { JobCase } from '../job-case.js';
import { fresh, SIZE, toPull } from './samples.js';

const FOREVER = ['sleep', '100000'];

/** A container of an image that has a shell. */
async function container(bench: JobBench, ...options: string[]): Promise<{ containerId: string; image: string }> {
  const image = fresh('shop/again');
  await bench.makeImage(image);
  const run = ['run', '--detach', '--network', 'none', '--stop-timeout', '0', ...options, image, ...FOREVER];
  return { containerId: (await bench.engine.docker(...run)).trim(), image };
}

const job = (params: Record<string, unknown>): PreparedJob => ({ kind: 'container.recreate', params });

export const recreate: JobCase = {
  kind: 'container.recreate',
  prepare: async (bench) => job({ ...(await container(bench)), steadySeconds: 1 }),
  moments: [
    {
      name: 'while it pulls',
      prepare: async (bench) => {
        const { containerId } = await container(bench);
        const { params, credentials } = await toPull(bench, bench.slowPull.address, SIZE);
        return { ...job({ containerId, image: params.reference, pull: true }), credentials };
      },
      reached: ({ bytesDone }) => bytesDone > 0,
      skipped: ({ engineKind }) =>
        engineKind.containerdStore ? 'it keeps what was pushed from it, so nothing is downloaded' : undefined,
    },
    {
      name: 'while the new one is watched',
      prepare: async (bench) => job({ ...(await container(bench)), steadySeconds: 600 }),
      reached: ({ steps = [] }) => steps.some(({ name, state }) => name === 'watch' && state === 'running'),
    },
  ],
  failures: [
    {
      name: 'a container that is not there',
      prepare: async () => job({ containerId: 'a'.repeat(64), image: 'shop/none:1' }),
      code: 'container.unknown',
    },
    {
      name: 'an image that the host has not',
      prepare: async (bench) => job({ ...(await container(bench)), image: 'shop/none:1' }),
      code: 'image.not-on-host',
    },
    {
      name: 'one that goes when it ends',
      prepare: async (bench) => job(await container(bench, '--rm')),
      code: 'container.removed-when-it-ends',
    },
  ],
};
