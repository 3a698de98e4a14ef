import { makeImage } from './image.mjs';
import { jobTime } from './job-time.mjs';
import { comparison, inTurn, timed } from './statistics.mjs';

/** So many that a stutter of the machine does not move the median by the few hundredths that are asked about. */
const TURNS = 9;

/**
 * A pull through the control plane, from the request to its end in the database, against `docker pull`.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measurePull(stack, testing) {
  const host = stack.host(0);
  const reference = stack.registry.reference('bench/pull:1');
  await publish(stack, reference);
  const remove = () => host.engine.docker('image', 'rm', reference);
  const ours = async () => {
    const milliseconds = await jobTime(stack, testing, host, { kind: 'image.pull', params: { reference } });
    await remove();
    return milliseconds;
  };
  const theirs = async () => {
    const milliseconds = await timed(() => host.engine.docker('pull', reference));
    await remove();
    return milliseconds;
  };
  const times = await inTurn(TURNS, { ours, theirs });
  return [comparison('pull of a 300 MB image of 8 layers', times, '`docker pull`')];
}

/**
 * Makes the image, pushes it, and leaves it in the registry alone.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {string} reference
 */
async function publish(stack, reference) {
  const { engine } = stack.host(0);
  await makeImage(stack, reference);
  await engine.docker('push', '--quiet', reference);
  await engine.docker('image', 'rm', reference);
}
