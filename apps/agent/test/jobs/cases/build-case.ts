import { randomBytes } from 'node:crypto';
import { type ArchiveEntry, packTar } from '@roadstead/testing';
import type { JobBench, OfferOptions, PreparedJob } from '../job-bench.js';
import type { JobCase } from '../job-case.js';
import { fresh, MIB, SIZE, SLOW, toPull } from './samples.js';

const dockerfile = (content: string): ArchiveEntry[] => [{ name: 'Dockerfile', content }];

/** A build of these files, `Dockerfile` among them. */
const building = async (
  bench: JobBench,
  files: readonly ArchiveEntry[],
  offer: OfferOptions = {},
  params = {},
): Promise<PreparedJob> => ({
  kind: 'image.build',
  params: { source: { type: 'upload', uploadId: 'u1' }, tags: [fresh('shop/built')], ...params },
  inputToken: bench.offer(await packTar(files), offer),
});

/** A build on an image that is made for it, or that has to be pulled over the slow link. Its engine runs no containers. */
async function buildingOn(
  bench: JobBench,
  base: 'local' | 'slow',
  offer: OfferOptions = {},
  { size = SIZE, ...params }: { size?: number; builder?: 'classic' | 'buildkit' } = {},
): Promise<PreparedJob> {
  const pulled = base === 'slow' ? await toPull(bench, bench.slowPull.address) : undefined;
  const reference = pulled?.params.reference ?? fresh('shop/base');
  if (typeof reference === 'string' && pulled === undefined) await bench.makeImage(reference);
  const files = [...dockerfile(`FROM ${reference}\nCOPY big /big\n`), { name: 'big', content: randomBytes(size) }];
  return { ...(await building(bench, files, offer, params)), credentials: pulled?.credentials };
}

export const build: JobCase = {
  kind: 'image.build',
  prepare: async (bench) => ({
    ...(await buildingOn(bench, 'local')),
    params: {
      source: { type: 'upload', uploadId: 'u1' },
      tags: [bench.registry.reference(fresh('shop/built'))],
      push: true,
    },
    credentials: bench.credentials,
  }),
  moments: [
    { name: 'at its begin', prepare: (bench) => buildingOn(bench, 'local', { bytesPerSecond: SLOW }) },
    {
      name: 'while its base image is pulled',
      prepare: (bench) => buildingOn(bench, 'slow'),
      reached: ({ bytesDone }) => bytesDone > 0,
    },
    {
      name: 'while its context is sent',
      prepare: (bench) => buildingOn(bench, 'local', { bytesPerSecond: SLOW }),
      reached: ({ bytesDone }) => bytesDone > MIB,
    },
    {
      name: 'in its last step, by the classic builder',
      prepare: (bench) => buildingOn(bench, 'local', {}, { builder: 'classic', size: 8 * SIZE }),
      reached: ({ steps = [] }) => steps.some(({ name, state }) => /COPY/.test(name) && state === 'running'),
      mayBeLate: true,
      keepsCache: true,
    },
    {
      name: 'in its last step, by BuildKit',
      prepare: (bench) => buildingOn(bench, 'local', {}, { builder: 'buildkit', size: 8 * SIZE }),
      reached: ({ steps = [] }) => steps.some(({ name, state }) => /exporting/.test(name) && state === 'running'),
      mayBeLate: true,
      skipped: ({ engineKind }) => (engineKind.containerdStore ? 'it has no BuildKit' : undefined),
    },
  ],
  failures: [
    {
      name: 'a Dockerfile that is not valid',
      prepare: (bench) => building(bench, dockerfile('FROM scratch\nRUNN x\n')),
      code: 'build.dockerfile-invalid',
    },
    {
      name: 'a context without a Dockerfile',
      prepare: (bench) => building(bench, [{ name: 'other', content: 'x' }]),
      code: 'context.no-dockerfile',
    },
    {
      name: 'a file that is not in the context',
      prepare: async (bench) => {
        const base = fresh('shop/base');
        await bench.makeImage(base);
        return building(bench, dockerfile(`FROM ${base}\nCOPY nope /x\n`));
      },
      code: 'build.failed',
    },
    {
      name: 'a base image that is not there',
      prepare: async (bench) => ({
        ...(await building(bench, dockerfile(`FROM ${bench.registry.reference('shop/none:1')}\nLABEL a=b\n`))),
        credentials: bench.credentials,
      }),
      code: 'registry.image-not-found',
    },
    {
      name: 'a base image that wants a credential',
      prepare: async (bench) => {
        const { params } = await toPull(bench, bench.registry.address, MIB);
        return building(bench, dockerfile(`FROM ${params.reference}\nLABEL a=b\n`));
      },
      code: 'registry.denied',
    },
    {
      name: 'a context that breaks off',
      prepare: (bench) => buildingOn(bench, 'local', { cutAfter: MIB }),
      code: 'job.input-broken-off',
    },
    {
      name: 'a token that is not good',
      prepare: async () => ({
        kind: 'image.build',
        params: { source: { type: 'upload', uploadId: 'u1' } },
        inputToken: 'none',
      }),
      code: 'job.input-denied',
    },
  ],
};
