import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stampsOf } from './stamps.mjs';
import { STEPS } from './steps.mjs';

/** The checkout that this file belongs to. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/**
 * Installs the dependencies and builds everything that has changed since it was last built; what does not wait for
 * each other goes in parallel. Throws with the tools' own words, of every step that failed.
 * @param {object} [options]
 * @param {boolean} [options.web] build the dashboard too (default true)
 * @param {string[]} [options.only] names of the steps to do, where not all are wanted
 * @param {string} [options.root] of the checkout
 * @param {(words: string) => void} [options.log]
 * @param {AbortSignal} [options.signal] ends the build
 * @returns {Promise<string[]>} the names of the steps that were done
 */
export async function build({ web = true, only, root = ROOT, log = () => {}, signal } = {}) {
  const stamps = stampsOf(root);
  /** @type {string[]} */
  const done = [];
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();

  /** @param {import('./steps.mjs').Step} step */
  const perform = async (step) => {
    await Promise.all(step.after.map((name) => running.get(name)));
    signal?.throwIfAborted();
    const digest = stamps.digest(step.inputs);
    if (stamps.isFresh(step.name, digest, step.outputs)) return;
    const startedAt = Date.now();
    log(`${step.name} …`);
    stamps.clear(step.name);
    await step.run({ root, signal });
    stamps.write(step.name, digest);
    done.push(step.name);
    log(`${step.name} done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  };

  const wanted = STEPS.filter((step) => only?.includes(step.name) ?? (web || step.name !== 'apps/web'));
  for (const step of wanted) running.set(step.name, named(step.name, perform(step)));
  const outcomes = await Promise.allSettled(running.values());
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length === 0) return done;
  signal?.throwIfAborted();
  throw new Error([...new Set(failures.map((failure) => failure.message))].join('\n\n'));
}

class StepFailure extends Error {}

/**
 * Says which step failed; one that waited for the failed step fails with the same words.
 * @param {string} step
 * @param {Promise<void>} work
 */
async function named(step, work) {
  try {
    await work;
  } catch (error) {
    if (error instanceof StepFailure) throw error;
    throw new StepFailure(`Building ${step} failed:\n${error instanceof Error ? error.message : error}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    // `--only` names single steps, such as apps/agent, separated by commas.
    const { values } = parseArgs({ options: { 'no-web': { type: 'boolean' }, only: { type: 'string' } } });
    const built = await build({ web: !values['no-web'], only: values.only?.split(','), log: console.log });
    console.log(built.length > 0 ? `built ${built.join(', ')}` : 'everything is up to date');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
