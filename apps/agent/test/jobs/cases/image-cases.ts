import { randomBytes } from 'node:crypto';
import type { JobCase } from '../job-case.js';
import { fresh } from './samples.js';

export const tag: JobCase = {
  kind: 'image.tag',
  prepare: async (bench) => {
    const source = fresh('shop/web');
    await bench.makeImage(source);
    return { kind: 'image.tag', params: { source, target: fresh('shop/other') } };
  },
  moments: [],
  failures: [
    {
      name: 'an image that the host has not',
      prepare: async () => ({ kind: 'image.tag', params: { source: 'shop/none:1', target: 'shop/other:1' } }),
      code: 'image.not-on-host',
    },
    {
      name: 'an id that the host has not',
      prepare: async () => ({
        kind: 'image.tag',
        params: { source: `sha256:${randomBytes(32).toString('hex')}`, target: 'shop/other:1' },
      }),
      code: 'image.not-on-host',
    },
  ],
};

export const remove: JobCase = {
  kind: 'image.remove',
  prepare: async (bench) => {
    const reference = fresh('shop/web');
    await bench.makeImage(reference);
    return { kind: 'image.remove', params: { reference } };
  },
  moments: [],
  failures: [
    {
      name: 'an image that the host has not',
      prepare: async () => ({ kind: 'image.remove', params: { reference: 'shop/none:1' } }),
      code: 'image.not-on-host',
    },
    {
      name: 'an image that a container runs on',
      prepare: async (bench) => {
        const reference = fresh('shop/used');
        await bench.makeImage(reference);
        await bench.engine.docker('run', '--detach', '--network', 'none', reference, 'sleep', '100000');
        return { kind: 'image.remove', params: { reference } };
      },
      code: 'image.in-use',
    },
  ],
};

export const prune = (kind: JobCase['kind'], params = {}): JobCase => ({
  kind,
  removes: true,
  prepare: async () => ({ kind, params }),
  moments: [],
  failures: [],
});
