import { randomBytes } from 'node:crypto';
import type { JobBench } from '../job-bench.js';
import type { JobCase } from '../job-case.js';
import { fresh } from './samples.js';

/** Config digest of an image of the host: what a tag answers with. */
export async function configDigest(bench: JobBench, source: string): Promise<string> {
  const end = await bench.run({ kind: 'image.tag', params: { source, target: source } });
  if (end.type !== 'succeeded') throw new Error(`it ended as ${JSON.stringify(end)}`);
  return String(end.result.imageId);
}

export const scanPackages: JobCase = {
  kind: 'image.scan-packages',
  prepare: async (bench) => {
    const reference = fresh('shop/packages');
    await bench.makeImage(reference);
    return { kind: 'image.scan-packages', params: { imageId: await configDigest(bench, reference) } };
  },
  moments: [],
  failures: [
    {
      name: 'an image that the host has not',
      prepare: async () => ({
        kind: 'image.scan-packages',
        params: { imageId: `sha256:${randomBytes(32).toString('hex')}` },
      }),
      code: 'image.not-on-host',
    },
  ],
};
