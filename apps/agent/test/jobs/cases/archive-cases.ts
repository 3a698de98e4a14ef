import { randomBytes } from 'node:crypto';
import { type JobBench, type PreparedJob, rootArchive } from '../job-bench.js';
import type { CancelMoment, JobCase } from '../job-case.js';
import { fresh, MIB, SIZE, SLOW } from './samples.js';

const onGraphDriverOnly: CancelMoment['skipped'] = ({ engineKind }) =>
  engineKind.containerdStore ? 'the containerd store does not tell of it' : undefined;

/** Two images of which the second comes out of the archive broken. */
async function brokenLater(bench: JobBench): Promise<Buffer> {
  const references = [fresh('shop/one'), fresh('shop/two')];
  for (const reference of references) await bench.makeImage(reference, MIB);
  const tar = await bench.saved(...references);
  await bench.engine.docker('rmi', ...references);
  return tar.subarray(0, tar.length - MIB / 2);
}

async function savedAway(bench: JobBench, size: number): Promise<Buffer> {
  const reference = fresh('shop/saved');
  await bench.makeImage(reference, size);
  const tar = await bench.saved(reference);
  await bench.engine.docker('rmi', reference);
  return tar;
}

const importing = async (bench: JobBench, tar: Buffer, offer = {}, params = {}): Promise<PreparedJob> => ({
  kind: 'image.import',
  params: { uploadId: 'u1', reference: fresh('shop/imported'), ...params },
  inputToken: bench.offer(tar, offer),
});

export const importArchive: JobCase = {
  kind: 'image.import',
  prepare: async (bench) => importing(bench, await rootArchive(MIB), {}, { changes: ['CMD ["sh"]'], message: 'hi' }),
  moments: [
    {
      name: 'while bytes are sent',
      prepare: async (bench) => importing(bench, await rootArchive(SIZE), { bytesPerSecond: SLOW }),
      reached: ({ bytesDone }) => bytesDone > MIB,
    },
    {
      name: 'at its begin, without a name',
      prepare: async (bench) =>
        importing(bench, await rootArchive(SIZE), { bytesPerSecond: SLOW }, { reference: undefined }),
    },
    {
      name: 'when all bytes were sent',
      prepare: async (bench) => importing(bench, await rootArchive(32 * MIB)),
      reached: ({ bytesDone, bytesTotal }) => bytesDone > 0.9 * bytesTotal,
      mayBeLate: true,
    },
  ],
  failures: [
    {
      name: 'bytes that are no tar',
      prepare: async (bench) => importing(bench, randomBytes(3 * MIB)),
      code: 'archive.invalid',
    },
    {
      name: 'bytes that are no tar, without a name',
      prepare: async (bench) => importing(bench, randomBytes(MIB), {}, { reference: undefined }),
      code: 'archive.invalid',
    },
    { name: 'nothing', prepare: async (bench) => importing(bench, Buffer.alloc(0)), code: 'archive.invalid' },
    {
      name: 'a tar that was cut',
      prepare: async (bench) => importing(bench, (await rootArchive(MIB)).subarray(0, MIB)),
      code: 'archive.invalid',
    },
    {
      name: 'a transfer that breaks off',
      prepare: async (bench) => importing(bench, await rootArchive(MIB), { cutAfter: MIB }),
      code: 'job.input-broken-off',
    },
    {
      name: 'a change that the engine does not take',
      prepare: async (bench) => importing(bench, await rootArchive(8 * MIB), {}, { changes: ['EXPOSE none'] }),
      code: 'image.change-refused',
    },
    {
      name: 'a token that is not good',
      prepare: async () => ({ kind: 'image.import', params: { uploadId: 'u1' }, inputToken: 'none' }),
      code: 'job.input-denied',
    },
  ],
};

const loading = async (bench: JobBench, tar: Buffer, offer = {}): Promise<PreparedJob> => ({
  kind: 'image.load',
  params: { uploadId: 'u1' },
  inputToken: bench.offer(tar, offer),
});

export const load: JobCase = {
  kind: 'image.load',
  prepare: async (bench) => loading(bench, await savedAway(bench, SIZE), { unsized: true }),
  moments: [
    {
      name: 'while bytes are sent',
      prepare: async (bench) => loading(bench, await savedAway(bench, SIZE), { bytesPerSecond: SLOW }),
      reached: ({ bytesDone }) => bytesDone > MIB,
    },
    {
      name: 'while a layer is loaded',
      prepare: async (bench) => loading(bench, await savedAway(bench, 96 * MIB)),
      reached: ({ layers }) => layers.some(({ phase }) => phase === 'loading'),
      mayBeLate: true,
      skipped: onGraphDriverOnly,
    },
  ],
  failures: [
    {
      name: 'bytes that are no tar',
      prepare: async (bench) => loading(bench, randomBytes(3 * MIB)),
      code: 'archive.invalid',
    },
    { name: 'nothing', prepare: async (bench) => loading(bench, Buffer.alloc(0)), code: 'archive.invalid' },
    {
      name: 'a tar without images',
      prepare: async (bench) => loading(bench, await rootArchive(MIB)),
      code: 'archive.invalid',
    },
    {
      name: 'an archive whose second image is cut',
      prepare: async (bench) => loading(bench, await brokenLater(bench)),
      code: 'archive.invalid',
    },
    {
      name: 'a transfer that breaks off',
      prepare: async (bench) => loading(bench, await savedAway(bench, MIB), { cutAfter: MIB }),
      code: 'job.input-broken-off',
    },
  ],
};
