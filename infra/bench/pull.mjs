import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alternately, timed } from './statistics.mjs';

const TURNS = 5;
const MIB = 1024 * 1024;
/** In all 300 MiB that do not compress, in layers as uneven as real ones. */
const LAYERS_MIB = [120, 70, 45, 30, 18, 10, 5, 2];

/**
 * A pull through the control plane, from the request to its end in the database, against `docker pull`.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measurePull(stack, { pull, untilJobIs }) {
  const host = stack.host(0);
  const reference = stack.registry.reference('bench/pull:1');
  await publish(stack, reference);
  const remove = () => host.engine.docker('image', 'rm', reference);
  const ours = async () => {
    const startedAt = Date.now();
    const [job] = await pull(stack, reference, [host]);
    const { endedAt = '' } = await untilJobIs(stack, job.id, 'succeeded');
    await remove();
    return Date.parse(endedAt) - startedAt;
  };
  const theirs = async () => {
    const milliseconds = await timed(() => host.engine.docker('pull', reference));
    await remove();
    return milliseconds;
  };
  const times = await alternately(TURNS, ours, theirs);
  const ratio = times.ours / times.theirs;
  return [
    {
      what: 'pull of a 300 MB image of 8 layers',
      measured: `${ratio.toFixed(2)} × (${seconds(times.ours)})`,
      against: `\`docker pull\` (${seconds(times.theirs)})`,
      aim: '≤ 1.05 ×',
      met: ratio <= 1.05,
    },
  ];
}

/**
 * Makes the image with the engine's own classic builder, pushes it, and leaves it in the registry alone.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {string} reference
 */
async function publish(stack, reference) {
  const { engine } = stack.host(0);
  const context = join(stack.dir, 'bench-image');
  mkdirSync(context);
  LAYERS_MIB.forEach((size, index) => {
    writeFileSync(join(context, `${index}.bin`), randomFillSync(Buffer.alloc(size * MIB)));
  });
  const lines = ['FROM scratch', ...LAYERS_MIB.map((_, index) => `COPY ${index}.bin /`), 'CMD ["/none"]'];
  writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
  await engine.docker('build', '--quiet', '--tag', reference, context);
  await engine.docker('push', '--quiet', reference);
  await engine.docker('image', 'rm', reference);
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
