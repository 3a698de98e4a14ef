import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, startStack, untilInventoryIsTrue } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 120_000;

describe('the disk, the volumes and the networks of a host in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    stack = await startStack({ hosts: 1, web: true, samples: { scale: 0.1 } });
    const { engine } = stack.host(0);
    const image = stack.registry.reference('shop/web:1.0');
    await engine.docker('pull', image);
    await engine.docker('tag', image, 'spare:1');
    await engine.docker('volume', 'create', 'ledger');
    const write = 'dd if=/dev/zero of=/ledger/book bs=1M count=3; dd if=/dev/zero of=/own bs=1M count=2';
    await engine.docker('run', '--name', 'writer', '-v', 'ledger:/ledger', '--entrypoint', 'sh', image, '-c', write);
    await untilInventoryIsTrue(stack, stack.host(0));
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    await signIn(browser, stack.admin, '/hosts/');
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const open = (tab: string) => page.goto(`/hosts/detail/?id=${stack.host(0).id}&tab=${tab}`);
  const rowOf = (name: string) => page.getByRole('row').filter({ hasText: name });

  it('what the disk holds is shown, what a prune would free, and the largest writable layer with its container', async () => {
    await open('storage');
    const disk = page.getByRole('table', { name: 'Disk' });
    await disk.waitFor();
    expect(await disk.getByRole('row').filter({ hasText: 'Volumes' }).textContent()).toContain('3.15 MB');
    expect(await disk.getByRole('row').filter({ hasText: 'Containers' }).textContent()).toContain('2 stopped');
    const layers = page.locator('section').filter({ hasText: 'Largest writable layers' });
    expect(await layers.textContent()).toMatch(/writer\s*2\.1 MB · not running/);
    await page.getByText('overlay2 stacks directories').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('a volume is made, counted, and removed with a word on what goes', async () => {
    await open('volumes');
    await page.getByRole('button', { name: 'Create volume' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('notes');
    await dialog.getByLabel('Labels').fill('team=web');
    await dialog.getByRole('button', { name: 'Create volume' }).click();
    await rowOf('notes').getByText('team=web').waitFor();
    expect(await stack.host(0).engine.docker('volume', 'inspect', 'notes')).toContain('"team": "web"');

    await page.getByRole('button', { name: 'Count sizes' }).click();
    await rowOf('ledger').getByText('3.15 MB').waitFor();
    await page.getByRole('button', { name: 'Remove volume ledger' }).click();
    await dialog.getByText('writer').waitFor();
    expect(await dialog.getByRole('button', { name: 'Remove the volume and its data' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Remove volume notes' }).click();
    await dialog.getByText('This cannot be undone.').waitFor();
    await dialog.getByRole('button', { name: 'Remove the volume and its data' }).click();
    await rowOf('notes').waitFor({ state: 'detached' });
    expect(await stack.host(0).engine.docker('volume', 'ls', '--quiet')).not.toContain('notes');
    expect(await axeFindings(page)).toEqual([]);
  });

  it('a name that is taken is refused in words, and what was typed stays', async () => {
    await browser.expecting(/409/, async () => {
      await page.getByRole('button', { name: 'Create volume' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name', { exact: true }).fill('ledger');
      await dialog.getByRole('button', { name: 'Create volume' }).click();
      await dialog.getByRole('alert').getByText('There is a volume ledger on host').waitFor();
      expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('ledger');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    });
  });

  it('a network is made with its subnet, shows who is joined, and is removed', async () => {
    const { engine } = stack.host(0);
    await open('networks');
    await page.getByRole('button', { name: 'Create network' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('back');
    await dialog.getByLabel('Subnet').fill('198.19.7.0/24');
    await dialog.getByLabel('Internal').check();
    await dialog.getByRole('button', { name: 'Create network' }).click();
    await rowOf('198.19.7.0/24').getByText('internal').waitFor();
    await engine.docker(
      'run',
      '--detach',
      '--name',
      'member',
      '--network',
      'back',
      '--entrypoint',
      'sleep',
      'spare:1',
      '600',
    );
    await open('networks');
    await rowOf('back').getByText('198.19.7.2').waitFor();
    await page.getByRole('button', { name: 'Remove network back' }).click();
    expect(await dialog.getByRole('button', { name: 'Remove the network' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await engine.docker('rm', '--force', 'member');
    await open('networks');
    await page.getByRole('button', { name: 'Remove network back' }).click();
    await dialog.getByRole('button', { name: 'Remove the network' }).click();
    await rowOf('back').waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Remove network bridge' }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('where an image lies on the host is a click away', async () => {
    const [image] = (await stack.host(0).engine.docker('images', '--no-trunc', '--quiet', 'spare:1'))
      .trim()
      .split('\n');
    await page.goto(`/images/detail/?id=${image}`);
    await page.getByRole('button', { name: 'Where it lies on this host' }).click();
    await page.getByText('Upper: the topmost layer').waitFor();
    expect(await page.locator('main').textContent()).toContain(`${stack.host(0).engine.dataRoot}/overlay2/`);
  });
});
