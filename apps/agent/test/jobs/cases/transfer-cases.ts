import { openSlowLink, type SlowLink } from '@roadstead/testing';
import type { JobBench, PreparedJob } from '../job-bench.js';
import type { CancelMoment, JobCase } from '../job-case.js';
import { credentialsAt, fresh, MIB, SIZE, SLOW, toPull, toPush } from './samples.js';

/** A registry that goes away once bytes have flowed, so that the engine tries again every few seconds. */
function untilRetrying(
  prepare: (bench: JobBench, address: string) => Promise<PreparedJob>,
  way: 'pull' | 'push',
): CancelMoment {
  let link: SlowLink | undefined;
  return {
    name: 'while it waits to try again',
    prepare: async (bench) => {
      link = await openSlowLink(bench.registry.address, '127.0.0.1', SLOW, way);
      return prepare(bench, link.address);
    },
    reached: ({ bytesDone, layers }) => {
      if (bytesDone > 0) void link?.[Symbol.asyncDispose]();
      return layers.some(({ phase }) => phase === 'retrying');
    },
    skipped: ({ engineKind }) => (engineKind.containerdStore ? 'the containerd store does not try again' : undefined),
  };
}

export const pull: JobCase = {
  kind: 'image.pull',
  prepare: (bench) => toPull(bench, bench.slowPull.address, MIB),
  moments: [
    {
      name: 'while it downloads',
      prepare: (bench) => toPull(bench, bench.slowPull.address),
      reached: ({ bytesDone }) => bytesDone > 0,
      skipped: ({ engineKind }) =>
        engineKind.containerdStore
          ? 'it keeps what was pushed from it, so nothing is downloaded; pull.int-spec cancels a download there'
          : undefined,
    },
    {
      name: 'while it extracts',
      prepare: (bench) => toPull(bench, bench.registry.address, 8 * SIZE),
      reached: ({ layers }) => layers.some(({ phase }) => phase === 'extracting'),
      mayBeLate: true,
      skipped: ({ engineKind }) =>
        engineKind.containerdStore ? 'it is done before the engine tells of it' : undefined,
    },
    untilRetrying(toPull, 'pull'),
  ],
  failures: [
    {
      name: 'an image that is not there',
      prepare: async (bench) => ({
        kind: 'image.pull',
        params: { reference: bench.registry.reference('shop/none:1') },
        credentials: bench.credentials,
      }),
      code: 'registry.image-not-found',
    },
  ],
};

export const push: JobCase = {
  kind: 'image.push',
  prepare: (bench) => toPush(bench, bench.registry.address, MIB),
  moments: [
    {
      name: 'while it pushes',
      prepare: (bench) => toPush(bench, bench.slowPush.address, SIZE),
      reached: ({ bytesDone }) => bytesDone > 0,
    },
    { name: 'at its begin', prepare: (bench) => toPush(bench, bench.slowPush.address, SIZE) },
    untilRetrying((bench, address) => toPush(bench, address, SIZE), 'push'),
  ],
  failures: [
    {
      name: 'an image that the host has not',
      prepare: async (bench) => ({
        kind: 'image.push',
        params: { reference: bench.registry.reference(fresh('shop/none')) },
        credentials: bench.credentials,
      }),
      code: 'image.not-on-host',
    },
    {
      name: 'a registry that wants a credential',
      prepare: async (bench) => ({ ...(await toPush(bench, bench.registry.address)), credentials: [] }),
      code: 'registry.denied',
    },
    {
      name: 'a wrong password',
      prepare: async (bench) => ({
        ...(await toPush(bench, bench.registry.address)),
        credentials: credentialsAt(bench, bench.registry.address).map((each) => ({ ...each, password: 'wrong' })),
      }),
      code: 'registry.denied',
    },
    {
      name: 'a registry that does not answer',
      prepare: (bench) => toPush(bench, '127.0.0.1:1'),
      code: 'registry.unreachable',
    },
  ],
};
