/**
 * Seconds that the longer spec files take on two quiet cores; any other counts as short. It decides only which lane runs what:
 * a figure that is wrong costs time, and nothing else.
 * @type {Readonly<Record<string, number>>}
 */
export const LONG_SPECS = {
  'apps/agent/test/jobs/job-conformance.int-spec.ts': 150,
  'apps/agent/test/inventory.int-spec.ts': 65,
  'apps/agent/test/jobs/disk-full.int-spec.ts': 60,
  'apps/agent/test/pull.int-spec.ts': 60,
  'apps/agent/test/build.int-spec.ts': 55,
  'apps/agent/test/jobs/image-verbs.int-spec.ts': 55,
  'libs/testing/src/fleet/fleet.int-spec.ts': 30,
  'apps/api/test/attacks-agents.int-spec.ts': 30,
  'apps/api/test/attacks-process.int-spec.ts': 30,
  'apps/api/test/jobs-faults.int-spec.ts': 30,
  'apps/api/test/jobs.int-spec.ts': 30,
  'apps/api/test/start.int-spec.ts': 30,
  'apps/api/test/streams.int-spec.ts': 25,
  'apps/api/test/uploads-object-store.int-spec.ts': 25,
  'apps/api/test/pull-faults.e2e-spec.ts': 110,
  'apps/web/test/walkthroughs/walkthroughs.e2e-spec.ts': 80,
  'apps/api/test/launcher.e2e-spec.ts': 60,
  'infra/up/launcher.e2e-spec.ts': 60,
  'apps/api/test/image-jobs-faults.e2e-spec.ts': 50,
  'apps/api/test/transport-faults.e2e-spec.ts': 50,
  'apps/web/test/fleet-in-a-browser.e2e-spec.ts': 40,
  'apps/api/test/image-jobs-bad-input.e2e-spec.ts': 40,
  'apps/api/test/inventory-truth.e2e-spec.ts': 40,
  'apps/web/test/image-verbs.e2e-spec.ts': 35,
  'apps/web/test/build-in-a-browser.e2e-spec.ts': 35,
  'apps/web/test/registries.e2e-spec.ts': 30,
};
const SHORT = 10;

/** @typedef {{ path: string }} Test as far as it counts here */

/** How Jest spreads spec files over lanes (`--shard`), and in which order each lane runs its own. */
export default class LaneSequencer {
  /**
   * The longest first, each to the lane that has the least to do.
   * @template {Test} T
   * @param {T[]} tests
   * @param {{ shardIndex: number, shardCount: number }} lane counted from 1
   * @returns {T[]}
   */
  shard(tests, { shardIndex, shardCount }) {
    const lanes = Array.from({ length: shardCount }, () => ({ seconds: 0, tests: /** @type {T[]} */ ([]) }));
    for (const test of this.sort(tests)) {
      const emptiest = lanes.reduce((least, lane) => (lane.seconds < least.seconds ? lane : least));
      emptiest.seconds += secondsOf(test);
      emptiest.tests.push(test);
    }
    return lanes[shardIndex - 1]?.tests ?? [];
  }

  /**
   * The same in every process.
   * @template {Test} T
   * @param {T[]} tests
   */
  sort(tests) {
    return [...tests].sort((a, b) => secondsOf(b) - secondsOf(a) || (a.path < b.path ? -1 : 1));
  }

  /** @param {Test[]} tests */
  allFailedTests(tests) {
    return tests;
  }

  /** Nothing is remembered of a run: the next one does the same. */
  cacheResults() {}
}

/** @param {Test} test */
function secondsOf({ path }) {
  const [, seconds = SHORT] = Object.entries(LONG_SPECS).find(([file]) => path.endsWith(`/${file}`)) ?? [];
  return seconds;
}
