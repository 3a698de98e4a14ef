import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  openBrowser,
  runJob,
  type Stack,
  startStack,
  untilInventoryIsTrue,
  waitFor,
} from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
const BASE = 'shop/runtime:3';
const SHOTS = process.env.ROADSTEAD_SHOTS;

/** An image is built on one host, pushed, and pulled on another: what is told of it there. */
describe('the provenance of images in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let built: string;
  let buildJobId: string;
  let dockerfile: string;

  beforeAll(async () => {
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.1 } });
    built = stack.registry.reference('team/shop:1');
    const base = stack.registry.reference(BASE);
    const [first, second] = [stack.host(0), stack.host(1)];
    await first.engine.docker('pull', base);
    await first.engine.docker('tag', base, 'by-hand:1');
    dockerfile = `FROM ${base}\nLABEL org.opencontainers.image.source=https://example.com/shop\nARG TOKEN\nRUN echo shop > /shop\n`;
    const build = await runJob(stack, first, {
      kind: 'image.build',
      params: {
        source: { type: 'dockerfile', text: dockerfile },
        tags: [built],
        buildArgs: { TOKEN: 's3cr3t' },
        push: true,
      },
    });
    buildJobId = build.id;
    await runJob(stack, second, { kind: 'image.pull', params: { reference: built } });
    await second.engine.docker('run', '--detach', '--name', 'shop', built, 'sleep', '100000');
    for (const host of stack.hosts) await untilInventoryIsTrue(stack, host);
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    await signIn(browser, stack.admin, '/images/');
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const section = (title: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  const shoot = async (name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  };
  const openImage = async (query: string) => {
    await page.goto(`/images/?q=${encodeURIComponent(query)}`);
    await page.getByRole('table').getByRole('link').first().click();
    await section('Provenance').getByRole('paragraph').first().waitFor();
  };

  it('tells which job made it, who asked for that, from which Dockerfile, and how it came to the other host', async () => {
    await openImage(built);
    const told = section('Provenance');
    await told.getByText(/^Built by admin on/).waitFor();
    expect(await told.getByRole('link', { name: 'the job' }).first().getAttribute('href')).toContain(buildJobId);
    await told.getByText('4 lines').click();
    expect(await told.locator('pre').textContent()).toBe(dockerfile);
    await told.getByText('1 file').waitFor();
    await told.getByText('https://example.com/shop').first().waitFor();
    await told.getByText(new RegExp(`^Pulled by admin on ${stack.host(1).name}`)).waitFor();
    expect(await told.textContent()).toContain('TOKEN');
    expect(await told.textContent()).not.toContain('s3cr3t');
    expect(await axeFindings(page)).toEqual([]);
  });

  it('names the image that it is built on, from which nobody knows where it came', async () => {
    const bases = section('Built on').getByRole('row');
    const nearest = bases.nth(1);
    expect(await nearest.textContent()).toMatch(/by-hand:1|runtime/);
    expect(await nearest.textContent()).toContain('unknown origin');
    await nearest.getByRole('link').first().click();
    await section('Provenance').getByText('Of unknown origin').waitFor();
    await section('Provenance')
      .getByText(/First seen on/)
      .waitFor();
  });

  it('which images are built on which is a tree that the keyboard opens, and agrees with what layers take', async () => {
    await page.goto('/audit/bases/');
    const tree = page.getByRole('treegrid');
    const row = (text: string | RegExp) => tree.getByRole('row').filter({ hasText: text });
    await tree.locator('[data-kind="node"]').first().waitFor();
    await shoot('bases-closed');
    const { items, fleet } = await stack.call('listBases', { query: {} });
    const { hosts } = await stack.call('getLayerEconomy', {});
    expect(fleet.bytes).toBe(hosts.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(fleet.bytes).toBe(items.reduce((sum, { bytes }) => sum + bytes, 0));
    await tree.getByRole('row').nth(1).focus();
    // Opens whatever can be opened, row by row.
    for (let at = 1; at < (await tree.getByRole('row').count()); at += 1) {
      if ((await tree.getByRole('row').nth(at).getAttribute('aria-expanded')) === 'false') {
        await page.keyboard.press('ArrowRight');
        await tree.locator('[aria-expanded="true"]:focus').waitFor();
        await tree.locator('[data-kind="waiting"]').waitFor({ state: 'detached' });
      }
      await page.keyboard.press('ArrowDown');
    }
    const child = row('team/shop').first();
    await child.waitFor();
    const level = Number(await child.getAttribute('aria-level'));
    expect(level).toBeGreaterThan(1);
    await child.focus();
    await page.keyboard.press('ArrowLeft');
    const parent = tree.locator('[role="row"]:focus');
    expect(await parent.getAttribute('aria-level')).toBe(String(level - 1));
    expect(await parent.textContent()).toMatch(/by-hand:1|runtime/);
    expect(await axeFindings(page)).toEqual([]);
    await shoot('bases');
    await page.getByRole('searchbox').fill('team/shop');
    await row(/on .*(by-hand:1|runtime)/).waitFor();
    await shoot('bases-found');
  });

  it('a base tells what is built on it, and leads to its layers and what runs on them', async () => {
    await openImage(BASE);
    const derived = section('Built on this');
    await derived.getByRole('row').filter({ hasText: 'team/shop' }).waitFor();
    await derived.getByRole('button', { name: 'All' }).click();
    await derived.getByText(/^on 2 hosts, \d+ containers run$/).waitFor();
    await shoot('derived');
    await page
      .getByRole('listitem')
      .getByRole('link', { name: /^[0-9a-f]{12}$/ })
      .first()
      .click();
    await page.getByRole('heading', { name: /^Layer [0-9a-f]{12}$/ }).waitFor();
    const running = section('Containers on it').getByRole('row').filter({ hasText: 'team/shop' });
    expect(await running.textContent()).toContain(stack.host(1).name);
    await section('Images that have it').getByRole('row').filter({ hasText: 'team/shop' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await shoot('layer');
    if (SHOTS !== undefined) {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await shoot('layer-390');
      await page.goto('/audit/bases/');
      await page.locator('[data-kind="node"]').first().focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('[aria-level="2"]').first().waitFor();
      await shoot('bases-390');
      await page.goBack();
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
    }
    await page.getByRole('link', { name: 'in the last 30 days' }).click();
    await page.getByRole('row').filter({ hasText: 'shop' }).first().waitFor();
  });

  it('a layer is found by what one has of its digest; one that is not there, or no digest, is said so', async () => {
    const [base] = (await stack.call('listBases', { query: {} })).items;
    await page.goto('/audit/layers/');
    await page.getByLabel('Chain ID or diff ID of a layer').fill(base?.chainId.slice(7, 27) ?? '');
    await page.getByRole('button', { name: 'Open layer' }).click();
    await page.getByRole('heading', { name: `Layer ${base?.chainId.slice(7, 19)}` }).waitFor();
    await browser.expecting(/4\d\d|api\/v1\/layers/, async () => {
      await page.goto(`/audit/layers/detail/?id=sha256:${'0'.repeat(64)}`);
      await page.getByText('No image that has ever been seen in the fleet has layer').waitFor();
      await page.goto('/audit/layers/detail/?id=nothing');
      await page.getByText('is not the digest of a layer').waitFor();
    });
  });

  it('images of unknown origin are listed as such', async () => {
    await page.goto('/images/');
    await page.getByLabel('Origin').selectOption({ label: 'unknown origin' });
    await page.waitForURL(/origin=unknown/);
    const table = page.getByRole('table');
    await table.getByText('by-hand').or(table.getByText('runtime')).first().waitFor();
    await table.getByText('team/shop').waitFor({ state: 'detached' });
    await page.getByLabel('Origin').selectOption({ label: 'made by a job' });
    await table.getByText('team/shop').waitFor();
  });

  it('what layers take and a prune would free is told host by host, and agrees with the engine', async () => {
    await page.goto('/audit/layers/');
    const table = page.getByRole('table', { name: 'Host by host' });
    await table.getByText(stack.host(1).name).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const { engine, id } = stack.host(1);
    const { hosts, costliest } = await stack.call('getLayerEconomy', {});
    const told = hosts.find(({ hostId }) => hostId === id);
    const listed = (await engine.docker('images', '--quiet', '--no-trunc')).trim().split('\n');
    expect(told?.images).toBe(new Set(listed).size);
    expect(costliest[0]?.hosts).toBe(2);
    await engine.docker('rm', '--force', ...(await engine.docker('ps', '--all', '--quiet')).trim().split('\n'));
    await untilInventoryIsTrue(stack, stack.host(1));
    const before = (await stack.call('getLayerEconomy', {})).hosts.find(({ hostId }) => hostId === id);
    expect(before?.unused).toEqual({ count: told?.images, bytes: told?.bytes });
    const { result } = await runJob(stack, stack.host(1), { kind: 'image.prune', params: { dangling: false } });
    expect(result.spaceReclaimedBytes).toBe(before?.unused.bytes);
  });

  describe('packages in images', () => {
    const STATUS =
      'Package: libssl3\\nStatus: install ok installed\\nSource: openssl\\nVersion: 3.0.14-1~deb12u2\\n\\n';
    const OS_RELEASE = 'ID=debian\\nVERSION_ID=12\\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\\n';
    const coverage = () => page.getByRole('region', { name: 'Images read' });
    const ask = async (question: string) => {
      await page.getByLabel('Package or its source').fill(question);
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
    };

    beforeAll(async () => {
      const host = stack.host(0);
      const lines = [
        `FROM ${stack.registry.reference(BASE)}`,
        `RUN mkdir -p /var/lib/dpkg /etc && printf '${STATUS}' > /var/lib/dpkg/status && printf '${OS_RELEASE}' > /etc/os-release`,
      ];
      await runJob(stack, host, {
        kind: 'image.build',
        params: { source: { type: 'dockerfile', text: lines.join('\n') }, tags: ['shop/old-ssl:1'] },
      });
      await host.engine.docker('run', '--detach', '--name', 'old-ssl', 'shop/old-ssl:1', 'sleep', '100000');
      await untilInventoryIsTrue(stack, host);
    }, START_MS);

    it('says what is not known, reads it on the hosts, and then answers which containers carry a package, where, since when', async () => {
      await page.goto('/audit/packages/');
      await coverage().waitFor();
      await shoot('packages-unasked');
      await coverage()
        .getByText(/^0 of the \d+ images? that runs? ha/)
        .waitFor();
      await ask('openssl < 3.0.15');
      await page.waitForURL(/name=openssl&constraint=%3C\+3.0.15/);
      await page.getByText(/what (it carries|they carry) is not known/).waitFor();
      await coverage()
        .getByRole('button', { name: /^Read \d+ images? now$/ })
        .click();
      await coverage().getByRole('button', { name: 'Nothing to read' }).waitFor();
      await coverage().and(page.locator('[data-whole]')).waitFor();
      const row = page.getByRole('row').filter({ hasText: 'old-ssl' });
      await row.getByText('libssl3 3.0.14-1~deb12u2').waitFor();
      await row.getByRole('link', { name: stack.host(0).name }).waitFor();
      await page.getByText(/^1 running container carries openssl < 3\.0\.15 on 1 host, as of/).waitFor();
      await shoot('packages');
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByText('个正在运行的容器含有 openssl < 3.0.15').waitFor();
      await page.emulateMedia({ colorScheme: 'dark' });
      await shoot('packages-dark-chinese');
      await page.emulateMedia({ colorScheme: 'light' });
      await page.getByRole('button', { name: 'English' }).click();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByLabel('Distribution').selectOption('debian:12');
      await row.waitFor();
      await page.getByRole('button', { name: /^Packages and versions/ }).click();
      await page.getByRole('table', { name: 'Packages and versions' }).getByText('openssl').waitFor();
      const { origin, search } = new URL(page.url());
      const csv = await page.request.get(`${origin}/api/v1/packages/export${search}`);
      expect(await csv.text()).toContain('dpkg,libssl3,3.0.14-1~deb12u2,');
    });

    it('says in words why a question is none, and what was found in nothing', async () => {
      await page.goto('/audit/packages/?name=openssl');
      await page.getByLabel('Comparison').selectOption('<');
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      await page.getByRole('alert').getByText('a version is missing after the operator').waitFor();
      expect(browser.problems.splice(0)).toEqual([
        expect.stringMatching(/^400:/),
        expect.stringContaining('(Bad Request)'),
      ]);
      await ask('openssl >= 3.0.15');
      await page.getByText('Every image that runs has been read.').waitFor();
      await page.setViewportSize({ width: 390, height: 844 });
      await shoot('packages-narrow');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    it('lists the packages of one image, and reads it again', async () => {
      await page.goto('/audit/packages/?name=libssl3');
      await page
        .getByRole('row')
        .filter({ hasText: 'old-ssl' })
        .getByRole('link', { name: /old-ssl:1/ })
        .click();
      await page.getByRole('button', { name: 'Packages', exact: true }).click();
      const reading = page.getByRole('region', { name: 'Packages' });
      await reading.getByText('Debian GNU/Linux 12 (bookworm)').waitFor();
      await page.getByRole('table').getByText('3.0.14-1~deb12u2').waitFor();
      await shoot('packages-image');
      expect(await axeFindings(page)).toEqual([]);
      const job = await reading.getByRole('link', { name: 'Job' }).getAttribute('href');
      await reading.getByRole('button', { name: 'Read now' }).click();
      await waitFor(
        async () => (await reading.getByRole('link', { name: 'Job' }).getAttribute('href')) !== job,
        'the next reading',
      );
      await page.getByPlaceholder('Package or source').fill('nothing-of-it');
      await page.getByText('No package of this name').waitFor();
      const download = page.waitForEvent('download');
      await reading.getByRole('link', { name: 'Download CycloneDX' }).click();
      expect((await download).suggestedFilename()).toMatch(/\.cdx\.json$/);
    });
  });
});
