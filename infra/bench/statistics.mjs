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
 * Runs two ways of doing the same thing in turn, so that whatever else the machine does falls on both, and changes who
 * goes first each time. The first turn of each warms up and is not counted.
 * @param {number} turns
 * @param {() => Promise<number>} ours resolves with its milliseconds
 * @param {() => Promise<number>} theirs
 */
export async function alternately(turns, ours, theirs) {
  /** @type {{ ours: number[], theirs: number[] }} */
  const times = { ours: [], theirs: [] };
  for (let turn = 0; turn <= turns; turn++) {
    const order =
      turn % 2 === 0 ? /** @type {const} */ (['ours', 'theirs']) : /** @type {const} */ (['theirs', 'ours']);
    for (const who of order) {
      const milliseconds = await (who === 'ours' ? ours() : theirs());
      if (turn > 0) times[who].push(milliseconds);
    }
  }
  return { ours: median(times.ours), theirs: median(times.theirs) };
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
function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
