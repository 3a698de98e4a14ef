import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from './footprint.mjs';
import { timed } from './statistics.mjs';

const HOSTS = 100;
const REQUESTS = 100;
/**
 * Requests whose cost in memory is told: so many that what one collection of V8 more or less leaves does not count, and that
 * anything kept for each job would.
 */
const LASTING = 1000;
const IN_FLIGHT = 4;
/** Requests before the measured ones: V8 lets the heap grow under load until it first collects in earnest. */
const WARM_UP = 400;
const SETTLE_MS = 5000;
const MIB = 1024 * 1024;
const MARK = 'bench-of-the-job-queue';

/**
 * Ten thousand jobs for hosts that are away: how fast they are accepted. Then a hundred thousand more: what they cost the
 * API in memory.
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureJobQueue(stack) {
  const hostIds = await addHosts(stack);
  try {
    await ask(stack, hostIds, WARM_UP);
    await sleep(SETTLE_MS);
    const accepting = await timed(() => ask(stack, hostIds, REQUESTS));
    await sleep(SETTLE_MS);
    const before = residentBytes(stack.api().pid);
    await ask(stack, hostIds, LASTING);
    await sleep(SETTLE_MS);
    const grown = (residentBytes(stack.api().pid) - before) / MIB;
    const rate = (HOSTS * REQUESTS) / (accepting / 1000);
    return [
      {
        what: '10,000 jobs accepted, 100 hosts a request',
        measured: `${Math.round(rate).toLocaleString('en')} jobs/s`,
        aim: '≥ 500 jobs/s',
        met: rate >= 500,
      },
      {
        what: 'memory of the API from 50,000 accepted jobs to 150,000',
        measured: `${grown < 0 ? '' : '+'}${grown.toFixed(0)} MiB`,
        aim: 'flat: ≤ 64 MiB',
        met: grown <= 64,
      },
    ];
  } finally {
    await removeHosts(stack);
  }
}

/**
 * @param {import('@roadstead/testing').Stack} stack
 * @param {Awaited<ReturnType<typeof addHosts>>} hostIds
 * @param {number} requests a few at a time
 */
async function ask(stack, hostIds, requests) {
  let left = requests;
  const next = async () => {
    while (left > 0) {
      left -= 1;
      const body = { kind: /** @type {const} */ ('image.pull'), hostIds, params: { reference: `bench/queue:${left}` } };
      await stack.call('createJobs', { body });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, next));
}

/**
 * Hosts that are known and away.
 * @param {import('@roadstead/testing').Stack} stack
 */
async function addHosts(stack) {
  /** @type {{ id: import('@roadstead/contract').Job['hostId'] }[]} */
  const rows = await stack.rows(
    `INSERT INTO hosts (id, name, public_key) SELECT gen_random_uuid(), $1 || n, $1 || n FROM generate_series(1, $2) n
     RETURNING id`,
    [MARK, HOSTS],
  );
  return rows.map(({ id }) => id);
}

/** @param {import('@roadstead/testing').Stack} stack */
async function removeHosts(stack) {
  const theirs = `host_id IN (SELECT id FROM hosts WHERE name LIKE '${MARK}%')`;
  await stack.rows(`DELETE FROM jobs WHERE ${theirs}`);
  await stack.rows(`DELETE FROM hosts WHERE name LIKE '${MARK}%'`);
}
