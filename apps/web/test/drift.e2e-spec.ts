import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  openBrowser,
  type Stack,
  startStack,
  untilInventoryIsTrue,
  untilJobIs,
} from '@roadstead/testing';
import type { Locator, Page } from 'playwright-core';
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
    const apiEnv = { ROADSTEAD_ALLOWED_ADDRESSES: '127.0.0.0/8,198.18.0.0/15' };
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.1 }, apiEnv });
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

  /** Pushes an image of its own under the tag, from the other host. */
  const pushNew = async (reference: string, made: string) => {
    const { engine } = stack.host(1);
    const id = await engine.docker('create', stack.registry.reference('roadstead/base:1'), 'true');
    await engine.docker('commit', '--change', `LABEL made=${made}`, id.trim(), reference);
    await engine.docker('push', reference);
    await engine.docker('rm', id.trim());
    await engine.docker('rmi', reference);
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
      const taken = async (format: string) => {
        const href = await page.getByRole('link', { name: format, exact: true }).getAttribute('href');
        return (await page.request.get(href ?? '')).text();
      };
      expect(await taken('CSV')).toMatch(new RegExp(`^${stack.host(0).name},.*,behind,.*,${old},`, 'm'));
      expect(JSON.parse(await taken('JSON'))).toMatchObject([
        { kind: 'tag-moved', containerName: 'behind', runs: old },
      ]);
      await page.goto('/audit/drift/?q=no-such');
      await page.getByText('Nothing of this kind matches').waitFor();
      expect(JSON.parse(await taken('JSON'))).toEqual([]);
      await page.goto('/audit/drift/');
      await cells.waitFor();
    },
    TEST_MS,
  );

  it('tells a tag that names different images, with the hosts of each', async () => {
    await page.getByRole('button', { name: /^Differs between hosts\s*1$/ }).click();
    await page.waitForURL(/kind=tag-differs/);
    const variants = page.getByRole('table', { name: TAG });
    for (const { name } of stack.hosts) await variants.getByRole('link', { name, exact: true }).waitFor();
    expect(await variants.getByRole('row').count()).toBe(3);
    // It was made on the hosts: a pull would ask a stranger's registry for it.
    await page.getByText('No host is known to have it from a registry').waitFor();
    expect(await page.getByRole('link', { name: 'Pull on these hosts' }).count()).toBe(0);
    await shoot('drift-differs');
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot('drift-differs-narrow');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it(
    'is mended by a click: what it says is what is done, and the drift is gone',
    async () => {
      const { engine } = stack.host(0);
      const run = ['run', '--detach', '--stop-timeout', '0', '--network', 'none', '--volume', '/kept', '--name'];
      await engine.docker(...run, 'late', TAG, 'sleep', '100000');
      await engine.docker('create', '--name', 'idle', TAG);
      await engine.docker('commit', '--change', 'LABEL made=once-more', 'behind', TAG);
      await settle();
      await page.goto('/audit/drift/');
      await row('late').waitFor();
      await shoot('drift-to-mend');
      const before = JSON.parse(await engine.docker('inspect', 'late'))[0];
      await row('late').getByRole('button', { name: 'Recreate late' }).press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Recreate late' });
      await dialog.getByText('The old one is kept until the new one is healthy').waitFor();
      await dialog.getByText(TAG).waitFor();
      await shoot('recreate-dialog');
      expect(await axeFindings(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Recreate it' }).click();
      await page.waitForURL(/\/jobs\/detail/);
      await page.getByRole('heading', { name: 'Recreate late' }).waitFor();
      await page.getByText('Watch the new one').first().waitFor();
      await page.getByText(`Container late on ${stack.host(0).name} was recreated.`).waitFor({ timeout: TEST_MS });
      await shoot('recreate-done');
      expect(await axeFindings(page)).toEqual([]);

      const after = JSON.parse(await engine.docker('inspect', 'late'))[0];
      const tagged = (await engine.docker('inspect', '--format', '{{.Id}}', TAG)).trim();
      expect([after.Image, after.State.Status]).toEqual([tagged, 'running']);
      expect(after.Mounts[0].Name).toBe(before.Mounts[0].Name);
      await settle();
      const jobId = new URL(page.url()).searchParams.get('id');
      const { items } = await stack.call('listPlacements', { query: { container: after.Id } });
      expect(items[0]?.startedBy).toMatchObject({ type: 'job', jobId, kind: 'container.recreate' });

      await page.getByRole('link', { name: /^New container/ }).click();
      await page.getByRole('button', { name: 'Recreate…' }).waitFor();
      await shoot('recreate-container-page');
    },
    2 * TEST_MS,
  );

  it(
    'is mended for all that are chosen, on a phone, too',
    async () => {
      await page.goto('/audit/drift/');
      await row('behind').waitFor();
      expect(await row('late').count()).toBe(0);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.getByRole('checkbox', { name: 'Choose behind' }).check();
      await page.getByRole('checkbox', { name: 'Choose idle' }).check();
      await shoot('drift-chosen-narrow');
      const bar = page.getByRole('region', { name: '2 containers chosen' });
      await bar.getByRole('button', { name: 'Recreate…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Recreate 2 containers' });
      await dialog.getByText('1 of them does not run: the new one is not started.').waitFor();
      await shoot('recreate-dialog-narrow');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      // With care, unless somebody says otherwise: what fails on the first is not done to the rest.
      expect(await dialog.getByRole('radio', { name: 'Rolling, a few at a time' }).isChecked()).toBe(true);
      expect(await dialog.getByLabel('Stop after failures').inputValue()).toBe('1');
      await dialog.getByRole('button', { name: 'Recreate 2 containers' }).click();
      await page.waitForURL(/\/jobs\/batch/);
      await page.getByRole('heading', { name: 'Recreate 2 containers' }).waitFor();
      await page.getByText('Rolling: one container at a time, stops after the first failure.').waitFor();
      for (const name of ['behind', 'idle']) {
        await page.getByRole('region', { name: `${name} on ${stack.host(0).name}` }).waitFor();
      }
      await page.getByText('2 of 2 done').waitFor({ timeout: TEST_MS });
      await shoot('recreate-batch-narrow');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await axeFindings(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 800 });
      const { items } = await stack.call('listJobs', { query: { kind: 'container.recreate', limit: 10 } });
      for (const { id } of items) await untilJobIs(stack, id, 'succeeded');
      await settle();
      await page.goto('/audit/drift/');
      await page.getByRole('button', { name: /^Tag moved on the host\s*0$/ }).waitFor();
      const { engine } = stack.host(0);
      const tagged = (await engine.docker('inspect', '--format', '{{.Id}}', TAG)).trim();
      for (const [name, state] of [
        ['behind', 'running'],
        ['idle', 'created'],
      ] as const) {
        const now = JSON.parse(await engine.docker('inspect', name))[0];
        expect([name, now.Image, now.State.Status]).toEqual([name, tagged, state]);
      }
      await engine.docker('rm', '--force', '--volumes', 'late', 'idle');
    },
    2 * TEST_MS,
  );

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

  it(
    'tells a tag that was moved in the registry once that was checked, and what it named over time',
    async () => {
      const { engine, name: hostName } = stack.host(0);
      const inRegistry = stack.registry.reference('shop/remote:1');
      // No registry is kept: that it speaks plain HTTP is known from the engines, which list its network.
      expect(stack.registry.address).not.toContain('127.');
      await pushNew(inRegistry, 'first');
      await engine.docker('pull', inRegistry);
      const follow = ['run', '--detach', '--stop-timeout', '0', '--network', 'none', '--name', 'follower'];
      await engine.docker(...follow, inRegistry, 'sleep', '100000');
      await settle();
      await page.goto('/audit/drift/?kind=registry-moved');
      await page.getByText('Not known yet').waitFor();
      await shoot('registry-none');
      const checkNow = page.getByRole('button', { name: 'Check now' });
      await checkNow.click();
      await page.getByText(/oldest check/).waitFor();
      await page.getByText('No drift').waitFor();

      await pushNew(inRegistry, 'second');
      await checkNow.click();
      const cells = row('follower');
      await cells.waitFor();
      expect(await cells.textContent()).toContain(hostName);
      await page.getByRole('button', { name: /^Moved in the registry\s*1$/ }).waitFor();
      await shoot('registry-moved');
      expect(await axeFindings(page)).toEqual([]);
      await cells.getByRole('link', { name: inRegistry }).click();
      await page.getByRole('heading', { name: inRegistry }).waitFor();
      await page.getByText('1 behind').waitFor();
      const lanes = page.getByRole('list', { name: 'Over time' }).getByRole('listitem');
      // Whether the host on which it was made had the tag for long enough to be seen with it is left open.
      const follower = lanes.filter({ hasText: hostName });
      await follower.waitFor();
      expect(await follower.count()).toBe(1);
      // What the host runs is drawn as another image than the registry's, as the key has it.
      const colourOf = (place: Locator) => place.evaluate((each) => getComputedStyle(each).backgroundColor);
      const key = page.getByText('Another image').locator('[data-is="other"]');
      expect(await colourOf(follower.locator('[data-is="other"]'))).toBe(await colourOf(key));
      expect(await lanes.first().getAttribute('aria-label')).toMatch(/^Registry /);
      const spans = page.getByRole('table', { name: /as a table/ });
      expect(await spans.getByRole('row').filter({ hasText: 'Registry' }).count()).toBe(2);
      await shoot('tag-history');
      expect(await axeFindings(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      await shoot('tag-history-narrow');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await page.goto('/audit/tags/');
      await page.getByRole('link', { name: inRegistry }).waitFor();
      await shoot('tags-narrow');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await page.setViewportSize({ width: 1280, height: 800 });
      await shoot('tags');
      expect(await axeFindings(page)).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'tells no more of it once it is mended, by a click that pulls first',
    async () => {
      const { engine, name: hostName } = stack.host(0);
      await page.goto('/audit/drift/?kind=registry-moved');
      await row('follower').getByRole('button', { name: 'Recreate follower' }).click();
      await page.getByRole('button', { name: 'Pull and recreate' }).click();
      await page.getByText(`Container follower on ${hostName} was recreated.`).waitFor({ timeout: TEST_MS });
      const [{ Config, State }] = JSON.parse(await engine.docker('inspect', 'follower'));
      expect([Config.Labels.made, State.Status]).toEqual(['second', 'running']);
      await settle();
      await page.goto('/audit/drift/?kind=registry-moved');
      await page.getByText('No drift').waitFor();
    },
    2 * TEST_MS,
  );

  it('says why a registry gave no answer, and how old the last good one is', async () => {
    const inRegistry = stack.registry.reference('shop/remote:1');
    await stack.registry.stop();
    await page.goto(`/audit/tags/?repository=${encodeURIComponent(inRegistry.replace(/:1$/, ''))}&tag=1`);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/cannot reach the registry/).waitFor();
    await shoot('tag-unreachable');
    await page.goto('/audit/tags/?failed=true');
    await page
      .getByRole('row')
      .filter({ hasText: inRegistry })
      .getByText(/cannot reach the registry/)
      .waitFor();
    await shoot('tags-failed');
  });
});
