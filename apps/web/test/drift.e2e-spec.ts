import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, startStack, untilInventoryIsTrue } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
const TEST_MS = 60_000;
const TAG = 'shop/moving:1';
const SHOTS = process.env.ROADSTEAD_SHOTS;

/** Tags are moved on real engines, by `docker tag`: what the page tells of it. */
describe('drift in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.1 } });
    for (const { engine } of stack.hosts) {
      await engine.docker('pull', stack.registry.reference('roadstead/base:1'));
      await engine.docker('tag', stack.registry.reference('roadstead/base:1'), TAG);
    }
    await stack.host(0).engine.docker('run', '--detach', '--name', 'behind', TAG, 'sleep', '100000');
    await settle();
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    await signIn(browser, stack.admin, '/audit/drift/');
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const settle = async () => {
    for (const host of stack.hosts) await untilInventoryIsTrue(stack, host);
  };
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const shoot = async (name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  };

  it('says that there is none', async () => {
    await page.getByRole('heading', { name: 'Drift' }).waitFor();
    await page.getByText('No drift').waitFor();
    await page.getByText('data at least as new as').waitFor();
    await shoot('drift-none');
  });

  it(
    'tells a container whose tag has moved on its host, what it runs, what the tag names now and since when',
    async () => {
      const { engine } = stack.host(0);
      const old = (await engine.docker('inspect', '--format', '{{.Image}}', 'behind')).trim();
      await engine.docker('commit', '--change', 'LABEL made=anew', 'behind', TAG);
      await settle();
      await page.reload();
      const cells = row('behind');
      await cells.getByText(TAG).waitFor();
      await cells.getByRole('link', { name: old.slice('sha256:'.length, 19) }).waitFor();
      expect(await cells.textContent()).toContain(stack.host(0).name);
      expect(await cells.textContent()).not.toContain('before');
      await page.getByRole('button', { name: /^Tag moved on the host\s*1$/ }).waitFor();
      await shoot('drift-moved');
      expect(await axeFindings(page)).toEqual([]);
    },
    TEST_MS,
  );

  it('tells a tag that names different images, with the hosts of each', async () => {
    await page.getByRole('button', { name: /^Differs between hosts\s*1$/ }).click();
    await page.waitForURL(/kind=tag-differs/);
    const variants = page.getByRole('table', { name: TAG });
    for (const { name } of stack.hosts) await variants.getByRole('link', { name, exact: true }).waitFor();
    expect(await variants.getByRole('row').count()).toBe(3);
    await shoot('drift-differs');
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot('drift-differs-narrow');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('tells a tag that was taken off, and nothing once all is as it says', async () => {
    const { engine } = stack.host(0);
    await engine.docker('rmi', '--force', TAG);
    await settle();
    await page.goto('/audit/drift/?q=behind');
    await row('behind').getByText('nothing here').waitFor();
    await shoot('drift-gone');
    await engine.docker('rm', '--force', 'behind');
    await settle();
    await page.goto('/audit/drift/');
    await page.getByText('No drift').waitFor();
  });
});
