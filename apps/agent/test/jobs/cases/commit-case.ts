import { randomBytes } from 'node:crypto';
import { waitFor } from '@roadstead/testing';
import type { JobBench } from '../job-bench.js';
import type { JobCase } from '../job-case.js';
import { fresh, MIB } from './samples.js';

/** Takes an engine a while to commit: the containerd store also compresses them. */
const megabytesToCommit = ({ engineKind }: JobBench) => (engineKind.containerdStore ? 24 : 96);

async function container(bench: JobBench, megabytes = 0): Promise<string> {
  const reference = fresh('shop/base');
  await bench.makeImage(reference);
  const script = `head -c ${megabytes * MIB} /dev/urandom > /big; sleep 100000`;
  const run = ['run', '--detach', '--network', 'none', reference, 'sh', '-c', script];
  const id = (await bench.engine.docker(...run)).trim();
  const written = async () => Number(await bench.engine.docker('exec', id, 'sh', '-c', 'wc -c < /big'));
  await waitFor(async () => (await written()) >= megabytes * MIB, 'the bytes in the container');
  return id;
}

export const commit: JobCase = {
  kind: 'container.commit',
  prepare: async (bench) => ({
    kind: 'container.commit',
    params: {
      containerId: await container(bench),
      reference: fresh('shop/committed'),
      author: 'Ann',
      message: 'with data',
      changes: ['CMD ["sh"]', 'ENV A=b'],
    },
  }),
  moments: [
    {
      name: 'while it commits',
      prepare: async (bench) => ({
        kind: 'container.commit',
        params: {
          containerId: await container(bench, megabytesToCommit(bench)),
          reference: fresh('shop/committed'),
        },
      }),
    },
    {
      name: 'while it commits without a name',
      prepare: async (bench) => ({
        kind: 'container.commit',
        params: { containerId: await container(bench, megabytesToCommit(bench)) },
      }),
    },
  ],
  failures: [
    {
      name: 'a container that the host has not',
      prepare: async () => ({
        kind: 'container.commit',
        params: { containerId: randomBytes(32).toString('hex') },
      }),
      code: 'container.unknown',
    },
    {
      name: 'a change that the engine does not take',
      prepare: async (bench) => ({
        kind: 'container.commit',
        params: { containerId: await container(bench), changes: ['EXPOSE none'] },
      }),
      code: 'image.change-refused',
    },
  ],
};
