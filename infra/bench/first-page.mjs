import { gzipSync } from 'node:zlib';
import { median } from './statistics.mjs';

const TURNS = 5;
const KIB = 1024;

/**
 * What a browser loads and how long that takes: the sign-in page, and the overview of somebody who is signed in. Each
 * time in a new browser with an empty cache.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureFirstPage(stack, { openBrowser }) {
  const open = () => openBrowser({ baseUrl: stack.url });
  const session = await signIn(stack);
  const signInPage = await severalTimes(open, [], (page) => page.locator('input[type="password"]').waitFor());
  const overview = await severalTimes(open, [session], (page) =>
    page.locator('main').getByText(stack.host(0).name).first().waitFor(),
  );
  return [
    script('script of the sign-in page (gzip)', signInPage.scriptBytes),
    script('script of the overview (gzip)', overview.scriptBytes),
    time('sign-in shown', signInPage.milliseconds, 800),
    time('overview usable', overview.milliseconds, 1500),
  ];
}

/** @param {import('@roadstead/testing').Stack} stack */
async function signIn({ url, admin }) {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ username: admin.username, password: admin.password }),
  });
  const [pair = ''] = response.headers.getSetCookie();
  const [name = '', value = ''] = pair.split(';', 1)[0].split('=');
  return { name, value, url };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {(page: import('playwright-core').Page) => Promise<void>} shown resolves when the page is of use
 */
async function visit(page, shown) {
  /** @type {Promise<number>[]} */
  const scripts = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  const startedAt = performance.now();
  await page.goto('/');
  await shown(page);
  const milliseconds = performance.now() - startedAt;
  await page.waitForLoadState('networkidle');
  return { milliseconds, scriptBytes: (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) };
}

/**
 * @param {() => ReturnType<typeof import('@roadstead/testing').openBrowser>} open a new browser
 * @param {{ name: string, value: string, url: string }[]} cookies
 * @param {(page: import('playwright-core').Page) => Promise<void>} shown
 */
async function severalTimes(open, cookies, shown) {
  const visits = [];
  for (let turn = 0; turn <= TURNS; turn++) {
    const browser = await open();
    await browser.page.context().addCookies(cookies);
    visits.push(await visit(browser.page, shown));
    await browser[Symbol.asyncDispose]();
  }
  visits.shift(); // The first one warms up the machine.
  return {
    milliseconds: median(visits.map((visit) => visit.milliseconds)),
    scriptBytes: Math.max(...visits.map((visit) => visit.scriptBytes)),
  };
}

/** @param {string} what @param {number} bytes */
function script(what, bytes) {
  return { what, measured: `${(bytes / KIB).toFixed(0)} KiB`, aim: '≤ 230 KiB', met: bytes <= 230 * KIB };
}

/** @param {string} what @param {number} milliseconds @param {number} aimMs */
function time(what, milliseconds, aimMs) {
  const aim = `≤ ${(aimMs / 1000).toFixed(1)} s`;
  return { what, measured: `${(milliseconds / 1000).toFixed(2)} s`, aim, met: milliseconds <= aimMs };
}
