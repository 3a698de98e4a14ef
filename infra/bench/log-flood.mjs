import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { residentBytes } from './footprint.mjs';

const LINES = 1_000_000;
const PER_SECOND = 50_000;
/** Of the second viewer's line, in bytes a second: an eighth of what the flood is. */
const SLOW_LINE = 1_000_000;
const LATE_MS = 120_000;
/** How often memory is looked at. */
const MEMORY_MS = 100;
const MB = 1e6;

/**
 * A flood of 50,000 lines a second for 20 seconds, looked at in two pages of which one has a slow line; then one as fast
 * as the engine takes it, against `docker logs -f` to nowhere as its only reader. Everything shares the cores of this
 * machine: the container that writes, the engine, the agent, the API and the browser with both pages. Nobody listens in on
 * the pages or asks them anything meanwhile: that would cost more than they do.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureLogFlood(stack, testing) {
  const ceiling = await dockerLogs(stack, testing);
  const browser = await testing.openBareBrowser();
  const link = await testing.openSlowLink(new URL(stack.url).host, '127.0.0.1', Number.POSITIVE_INFINITY);
  try {
    const viewers = await openViewers(browser, stack, link);
    const paced = await flood(stack, testing, viewers, PER_SECOND);
    const fastest = await flood(stack, testing, viewers);
    return [...pacedFigures(paced), ...fastestFigures(fastest, ceiling)];
  } finally {
    await link[Symbol.asyncDispose]();
    await browser[Symbol.asyncDispose]();
  }
}

/** @typedef {Awaited<ReturnType<typeof flood>>} Seen */

/** @param {Seen} seen @returns {import('./report.mjs').Figure[]} */
function pacedFigures({ seconds, smoothness, counts, grown }) {
  const rate = LINES / seconds;
  const what = 'a log flood of 50,000 lines/s for 20 s in two pages, one on a slow line';
  const [longest = 0] = smoothness.longTasks;
  const isWhole = counts.every(({ taken, skipped }) => taken + skipped === LINES);
  return [
    {
      what: `${what}: lines taken`,
      measured: `${thousands(rate)} lines/s`,
      aim: '≥ 50,000 lines/s',
      // The flood itself lasts its 20 seconds; what comes after is how late the last line was.
      met: rate >= PER_SECOND * 0.98,
    },
    {
      what: `${what}: shown + skipped, of each viewer`,
      measured: counts.map(({ taken, skipped }) => `${thousands(taken)} + ${thousands(skipped)}`).join('; '),
      aim: `= ${thousands(LINES)}, all that was written`,
      met: isWhole,
    },
    {
      what: `${what}: time between frames, p99`,
      measured: `${smoothness.frameP99.toFixed(0)} ms`,
      aim: '≤ 33 ms',
      met: smoothness.frameP99 <= 33.5,
    },
    {
      what: `${what}: longest task of the page`,
      measured: `${longest.toFixed(0)} ms (${smoothness.longTasks.length} of more than 50 ms)`,
      aim: '< 100 ms',
      met: longest < 100,
    },
    {
      what: `${what}: growth of API and agent in memory`,
      measured: `${grown.map((bytes) => (bytes / MB).toFixed(0)).join(' and ')} MB`,
      aim: 'flat: ≤ 64 MB each',
      met: grown.every((bytes) => bytes <= 64 * MB),
    },
  ];
}

/** @param {Seen} seen @param {number} ceiling seconds @returns {import('./report.mjs').Figure[]} */
function fastestFigures({ seconds, smoothness }, ceiling) {
  return [
    {
      what: 'a log flood as fast as the engine takes it, in the same pages: lines taken',
      measured: `${thousands(LINES / seconds)} lines/s; longest task ${(smoothness.longTasks[0] ?? 0).toFixed(0)} ms`,
      against: `\`docker logs -f\` to nowhere, and nothing else: ${thousands(LINES / ceiling)} lines/s`,
      aim: '≥ 50,000 lines/s',
      met: LINES / seconds >= PER_SECOND,
    },
  ];
}

/**
 * Seconds that a flood takes when nobody looks but the engine's own program.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 */
async function dockerLogs(stack, { startLogFlood }) {
  const { engine } = stack.host(0);
  const image = stack.registry.reference('roadstead/base:1');
  const { id, begin } = await startLogFlood(engine, { image, name: 'bench-ceiling', lines: LINES });
  const args = ['--host', `unix://${engine.socketPath}`, 'logs', '--follow', id];
  const child = spawn('docker', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const startedAt = performance.now();
  await begin();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`docker logs ended with ${code}`);
  const seconds = (performance.now() - startedAt) / 1000;
  await engine.docker('rm', '--force', id);
  return seconds;
}

/**
 * @typedef {object} Viewers
 * @property {import('@roadstead/testing').BarePage} fast
 * @property {import('@roadstead/testing').BarePage} slow
 * @property {import('@roadstead/testing').SlowLink} link on which the slow one is
 */

/**
 * Each in a window of its own, so that both are in sight.
 * @param {import('@roadstead/testing').BareBrowser} browser
 * @param {import('@roadstead/testing').Stack} stack
 * @param {import('@roadstead/testing').SlowLink} link
 * @returns {Promise<Viewers>}
 */
async function openViewers(browser, { url, admin }, link) {
  const slow = await browser.openPage();
  const fast = await browser.openPage();
  await fast.goto(url);
  const { username, password } = admin;
  const body = JSON.stringify(JSON.stringify({ username, password }));
  // Cookies know no ports: signed in to one address of this machine is signed in to the other.
  await fast.evaluate(`fetch('/api/v1/auth/login', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: ${body},
  }).then(({ ok, status }) => { if (!ok) throw new Error(String(status)); })`);
  return { fast, slow, link };
}

/**
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @param {Viewers} viewers
 * @param {number} [perSecond]
 */
async function flood(stack, { startLogFlood, waitFor, watchSmoothness }, { fast, slow, link }, perSecond) {
  const { engine, id: hostId, agent } = stack.host(0);
  const image = stack.registry.reference('roadstead/base:1');
  const { id, begin } = await startLogFlood(engine, {
    image,
    name: `bench-flood-${perSecond}`,
    lines: LINES,
    perSecond,
  });
  await waitFor(() => stack.call('getContainer', { params: { hostId, containerId: id } }), 'the container to be known');
  for (const [page, url] of /** @type {const} */ ([
    [slow, `http://${link.address}`],
    [fast, stack.url],
  ])) {
    await page.goto(`${url}/containers/detail/?host=${hostId}&id=${id}&tab=log`);
    await page.until(`document.body.innerText.includes('Following live')`);
  }
  link.setRate(SLOW_LINE);
  const memory = () => [stack.api().pid, agent.pid].map(residentBytes);
  const before = memory();
  const most = [...before];
  const watch = setInterval(() => {
    for (const [index, bytes] of memory().entries()) most[index] = Math.max(most[index], bytes);
  }, MEMORY_MS);
  try {
    const smoothness = await watchSmoothness(fast);
    const startedAt = performance.now();
    await begin();
    await allOf(fast);
    const seconds = (performance.now() - startedAt) / 1000;
    const seen = await smoothness();
    link.setRate(Number.POSITIVE_INFINITY);
    const counts = [await allOf(fast), await allOf(slow)];
    return { seconds, smoothness: seen, counts, grown: most.map((bytes, index) => bytes - before[index]) };
  } finally {
    clearInterval(watch);
    await engine.docker('rm', '--force', id);
  }
}

/**
 * Waits, in the page, until every line is shown or counted as skipped.
 * @param {import('@roadstead/testing').BarePage} page
 * @returns {Promise<{ taken: number, skipped: number }>}
 */
function allOf(page) {
  return page.evaluate(`new Promise((resolve, reject) => {
    const status = document.querySelector('[data-taken]');
    const look = () => {
      const { taken, skipped } = status.dataset;
      if (Number(taken) + Number(skipped) >= ${LINES}) resolve({ taken: Number(taken), skipped: Number(skipped) });
    };
    new MutationObserver(look).observe(status, { attributes: true });
    setTimeout(() => reject(new Error('Lines are missing: ' + JSON.stringify(status.dataset))), ${LATE_MS});
    look();
  })`);
}

/** @param {number} value */
function thousands(value) {
  return Math.round(value).toLocaleString('en');
}
