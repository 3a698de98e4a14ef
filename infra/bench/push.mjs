import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeImage } from './image.mjs';
import { jobTime } from './job-time.mjs';
import { comparison, inTurn, timed } from './statistics.mjs';

/** So many that a stutter of the machine does not move the median by the few hundredths that are asked about. */
const TURNS = 9;

/**
 * A push through the control plane, from the request to its end in the database, against `docker push`, each to a
 * registry that has nothing of it.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measurePush(stack, testing) {
  const host = stack.host(0);
  const dir = join(stack.dir, 'bench-registry');
  const registry = await testing.startRegistry({ dir, addresses: [stack.fleet.gatewayAddress] });
  try {
    const reference = registry.reference('bench/push:1');
    await makeImage(stack, reference);
    const empty = () => rmSync(join(dir, 'data/docker'), { recursive: true });
    const ours = async () => {
      const milliseconds = await jobTime(stack, testing, host, { kind: 'image.push', params: { reference } });
      empty();
      return milliseconds;
    };
    const theirs = async () => {
      const milliseconds = await timed(() => host.engine.docker('push', reference));
      empty();
      return milliseconds;
    };
    const times = await inTurn(TURNS, { ours, theirs });
    await host.engine.docker('image', 'rm', reference);
    return [comparison('push of a 300 MB image of 8 layers', times, '`docker push`')];
  } finally {
    await registry.stop();
  }
}
