import type { JobBench } from '../job-bench.js';
import type { JobCase } from '../job-case.js';
import { fresh, SIZE, toPull } from './samples.js';

const RUN = ['run', '--detach', '--network', 'none'];
const FOREVER = ['sleep', '100000'];

/** An image on the host that has a shell. */
async function image(bench: JobBench): Promise<string> {
  const reference = fresh('shop/run');
  await bench.makeImage(reference);
  return reference;
}

export const run: JobCase = {
  kind: 'container.run',
  prepare: async (bench) => ({
    kind: 'container.run',
    params: {
      image: await image(bench),
      command: FOREVER,
      network: 'none',
      env: [{ name: 'GREETING', value: 'hello' }],
      limits: { memoryBytes: 33_554_432 },
    },
  }),
  moments: [
    {
      name: 'while it pulls',
      prepare: async (bench) => {
        const { params, credentials } = await toPull(bench, bench.slowPull.address, SIZE);
        return { kind: 'container.run', params: { image: params.reference, network: 'none' }, credentials };
      },
      reached: ({ bytesDone }) => bytesDone > 0,
      skipped: ({ engineKind }) =>
        engineKind.containerdStore ? 'it keeps what was pushed from it, so nothing is downloaded' : undefined,
    },
    {
      name: 'at its begin',
      prepare: async (bench) => ({
        kind: 'container.run',
        params: { image: await image(bench), command: FOREVER, network: 'none' },
      }),
      mayBeLate: true,
    },
  ],
  failures: [
    {
      name: 'an image that the host has not and is not to pull',
      prepare: async () => ({ kind: 'container.run', params: { image: 'shop/none:1', pull: 'never' } }),
      code: 'image.not-on-host',
    },
    {
      name: 'a name that is taken',
      prepare: async (bench) => {
        const reference = await image(bench);
        const name = fresh('taken').replace(':', '-');
        await bench.engine.docker(...RUN, '--name', name, reference, ...FOREVER);
        return { kind: 'container.run', params: { image: reference, name, command: FOREVER } };
      },
      code: 'container.name-taken',
    },
    {
      name: 'a program that is not in the image',
      prepare: async (bench) => ({
        kind: 'container.run',
        params: { image: await image(bench), command: ['no-such-program'], network: 'none' },
      }),
      code: 'container.program-missing',
    },
    {
      name: 'a path of the host that is not there, with a volume made for it meanwhile',
      prepare: async (bench) => ({
        kind: 'container.run',
        params: {
          image: await image(bench),
          command: FOREVER,
          network: 'none',
          mounts: [
            { type: 'volume', source: fresh('data').replace(':', '-'), target: '/data' },
            { type: 'bind', source: '/no/such/path', target: '/srv' },
          ],
        },
      }),
      code: 'container.mount-missing',
    },
    {
      name: 'a network that the host has not',
      prepare: async (bench) => ({
        kind: 'container.run',
        params: { image: await image(bench), command: FOREVER, network: 'no-such-network' },
      }),
      code: 'container.network-missing',
    },
  ],
};
