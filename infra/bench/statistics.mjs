/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * Milliseconds that some work takes.
 * @param {() => Promise<unknown>} work
 */
export async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/**
 * Runs ways of doing the same thing in turn, so that whatever else the machine does falls on all, and changes who goes
 * first each time. The first turn of each warms up and is not counted.
 * @template {string} Way
 * @param {number} turns
 * @param {Record<Way, () => Promise<number>>} ways each resolves with its milliseconds
 * @returns {Promise<Record<Way, number>>} medians
 */
export async function inTurn(turns, ways) {
  const names = /** @type {Way[]} */ (Object.keys(ways));
  /** @type {[Way, number[]][]} */
  const times = names.map((name) => [name, []]);
  for (let turn = 0; turn <= turns; turn++) {
    const first = turn % times.length;
    for (const [name, measured] of [...times.slice(first), ...times.slice(0, first)]) {
      const milliseconds = await ways[name]();
      if (turn > 0) measured.push(milliseconds);
    }
  }
  const medians = times.map(([name, measured]) => [name, median(measured)]);
  return /** @type {Record<Way, number>} */ (Object.fromEntries(medians));
}

/**
 * The figure of something that may take 5 % longer than what it is compared with.
 * @param {string} what
 * @param {{ ours: number, theirs: number }} times medians in milliseconds
 * @param {string} against
 * @returns {import('./report.mjs').Figure}
 */
export function comparison(what, times, against) {
  const ratio = times.ours / times.theirs;
  return {
    what,
    measured: `${ratio.toFixed(2)} × (${seconds(times.ours)})`,
    against: `${against} (${seconds(times.theirs)})`,
    aim: '≤ 1.05 ×',
    met: ratio <= 1.05,
  };
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
