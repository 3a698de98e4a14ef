import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, startStack, untilInventoryIsTrue, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 180_000;
const SHOTS = process.env.ROADSTEAD_SHOTS;

describe('stats in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    // Two API processes: the agent of the second host is at the other one than the browser.
    stack = await startStack({ hosts: 2, apis: 2, web: true, samples: { scale: 0.1 } });
    const image = stack.registry.reference('roadstead/base:1');
    const run = async (host: number, name: string, options: string[], ...command: string[]) => {
      const { engine } = stack.host(host);
      ids[name] = (await engine.docker('run', '--detach', '--name', name, ...options, image, ...command)).trim();
    };
    await Promise.all([
      run(0, 'spinning', ['--cpus', '0.1', '--memory', '256m'], 'sh', '-c', 'while true; do true; done'),
      run(1, 'holding', ['--tmpfs', '/data'], 'sh', '-c', 'head -c 67108864 /dev/zero > /data/file; sleep 100000'),
      run(1, 'turning', ['--cpus', '0.05'], 'sh', '-c', 'while true; do true; done'),
      run(1, 'over', [], 'true'),
    ]);
    await Promise.all([0, 1].map((host) => untilInventoryIsTrue(stack, stack.host(host))));
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    await signIn(browser, stack.admin);
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const addressOf = (host: number, name: string) =>
    `/containers/detail/?host=${stack.host(host).id}&id=${ids[name]}&tab=stats`;
  const chart = (title: string) =>
    page.locator('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  const nowOf = (title: string) => chart(title).getByRole('listitem').first().locator('strong');
  const shoot = async (name: string) => {
    if (SHOTS === undefined) return;
    await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  };

  it.each([
    ['this', 0, 'spinning'],
    ['another', 1, 'turning'],
  ])('charts of a container move, with its agent at %s API process', async (_, host, name) => {
    await page.goto(addressOf(host, name));
    await waitFor(async () => /\d/.test((await nowOf('Memory').textContent()) ?? ''), 'a value of the memory');
    const seen = new Set<string>();
    await waitFor(async () => {
      seen.add((await chart('CPU').getByRole('listitem').first().textContent()) ?? '');
      return seen.size >= 3;
    }, 'three different values of the CPU');
    expect(await chart('CPU').locator('canvas').count()).toBe(1);
  });

  it('says in words how much is used, with the limit and what it holds back', async () => {
    await page.goto(addressOf(0, 'spinning'));
    await waitFor(async () => /\d %|\d%/.test((await nowOf('CPU').textContent()) ?? ''), 'a share of a core');
    await chart('CPU held back by its limit').waitFor();
    const memory = chart('Memory').getByRole('listitem');
    await waitFor(async () => (await memory.allTextContents()).join().includes('Limit 268 MB'), 'the limit in words');
    await shoot('container-light');
    await page.getByRole('button', { name: '1 h' }).click();
    await page.waitForURL(/range=hour/);
    await chart('CPU').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('lists the processes', async () => {
    await page.goto(addressOf(0, 'spinning'));
    const table = page.getByRole('region', { name: 'Processes' });
    await table.getByText('sh -c while true; do true; done').first().waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await table.getByText('root').waitFor();
  });

  it('says of a container that does not run that it does not, and shows what there was', async () => {
    await page.goto(addressOf(1, 'over'));
    await page.getByText('This container is not running.').waitFor();
    await page.getByRole('button', { name: '1 h', pressed: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Refresh' }).count()).toBe(0);
  });

  it('sorts the top of the fleet, live, and for one host', async () => {
    await page.goto('/');
    // Keys are heard once the page has come to life.
    await page.locator('[data-live="live"]').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL(/\/top\//);
    const first = () => page.getByRole('row').nth(1);
    await waitFor(async () => (await first().textContent())?.includes('spinning'), 'the busiest in the first row');
    await shoot('top-light');
    const cells = new Set<string>();
    await waitFor(async () => {
      cells.add((await page.getByRole('row').filter({ hasText: 'spinning' }).textContent()) ?? '');
      return cells.size >= 3;
    }, 'its figures to change');
    await page.getByRole('button', { name: 'Memory' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=memory/);
    await waitFor(async () => (await first().textContent())?.includes('holding'), 'the largest in the first row');
    await page.getByLabel('Host').selectOption({ label: stack.host(0).name });
    await waitFor(
      async () => (await page.getByRole('row').filter({ hasText: 'holding' }).count()) === 0,
      'one host only',
    );
    await first().getByRole('link').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('charts a host, in the dark and on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`/hosts/detail/?id=${stack.host(1).id}&tab=stats`);
    await waitFor(async () => /\d/.test((await nowOf('Load').textContent()) ?? ''), 'the load');
    await page.getByRole('row').filter({ hasText: 'holding' }).waitFor();
    await shoot('host-dark');
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(addressOf(1, 'holding'));
    await waitFor(async () => /\d/.test((await nowOf('Memory').textContent()) ?? ''), 'a value on the phone');
    await shoot('container-phone');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('shows a gap and not a last value when the host falls silent', async () => {
    await page.goto(addressOf(1, 'turning'));
    await waitFor(async () => /\d/.test((await nowOf('CPU').textContent()) ?? ''), 'a value');
    await stack.killAgent9(stack.host(1));
    await page.getByText('cannot be heard, so nothing is measured').waitFor({ timeout: 60_000 });
    await waitFor(async () => (await nowOf('CPU').textContent()) === '–', 'no old value in the place of a present one');
    await shoot('silent');
    await stack.startAgent(stack.host(1));
    await page.getByText('cannot be heard, so nothing is measured').waitFor({ state: 'detached', timeout: 60_000 });
    await waitFor(async () => /\d/.test((await nowOf('CPU').textContent()) ?? ''), 'a present value again');
  }, 150_000);
});
