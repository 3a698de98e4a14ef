import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, type StackHost, startStack, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
/** A folder for pictures of the pages; absent: none are taken. */
const PICTURES = process.env.ROADSTEAD_TEST_PICTURES;
const LISTENS = 'trap "exit 0" TERM; while :; do sleep 0.1; done';

describe('containers lived with, in a browser', () => {
  let stack: Stack;
  let host: StackHost;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    stack = await startStack({ hosts: 1, web: true, samples: { scale: 0.1 } });
    host = stack.hosts[0] as StackHost;
    await run('verb-web', '--env', 'DB_PASSWORD=hunter2', '--volume', 'verb-data:/data', '--volume', '/scratch');
    await run('verb-one');
    await run('verb-two');
    await run(
      'verb-ill',
      '--health-cmd',
      'echo no answer; exit 1',
      '--health-interval',
      '300ms',
      '--health-retries',
      '1',
    );
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

  const run = async (name: string, ...options: string[]) => {
    const image = stack.registry.reference('shop/web:1.1');
    const id = await host.engine.docker(
      'run',
      '-d',
      '--network',
      'none',
      '--name',
      name,
      ...options,
      image,
      'sh',
      '-c',
      LISTENS,
    );
    return id.trim();
  };
  const stateOf = async (name: string) =>
    (await host.engine.docker('inspect', '--format', '{{.State.Status}}', name)).trim();
  const idOf = async (name: string) => {
    const rows = await waitFor(async () => {
      const { items } = await stack.call('listContainers', { query: { q: name } });
      return items.length > 0 && items;
    }, `${name} in the inventory`);
    return rows[0]?.id ?? '';
  };
  const open = async (name: string, tab = '') => {
    await page.goto(`/containers/detail/?host=${host.id}&id=${await idOf(name)}${tab === '' ? '' : `&tab=${tab}`}`);
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  };
  const toast = (words: string | RegExp) => page.getByText(words).first().waitFor();
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const picture = async (name: string, fullPage = true) => {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage });
  };

  it('stops, starts and pauses one from its page, which shows at once what its host says', async () => {
    await open('verb-one', 'facts');
    await button('Stop').click();
    await toast('verb-one has stopped');
    expect(await stateOf('verb-one')).toBe('exited');
    await button('Start').click();
    await toast('verb-one is started');
    expect(await stateOf('verb-one')).toBe('running');
    await button('More for verb-one').click();
    await page.getByRole('menuitem', { name: 'Pause', exact: true }).click();
    await toast('verb-one is paused');
    await button('Unpause').click();
    await toast('verb-one goes on');
    await button('Stop').waitFor();
  });

  it('renames one where its name stands; a name that is none is not sent, one that is taken is refused in words', async () => {
    await open('verb-one', 'facts');
    await button('Rename').click();
    const name = page.getByRole('textbox', { name: 'New name' });
    await name.fill('-x');
    await page.getByText(/2 to 128 letters/).waitFor();
    expect(await button('Rename').isDisabled()).toBe(true);
    await browser.expecting(/409/, async () => {
      await name.fill('verb-two');
      await name.press('Enter');
      await page.getByText(/Another container on host .* is called verb-two/).waitFor();
    });
    await name.fill('verb-1');
    await name.press('Enter');
    await page.getByRole('heading', { name: 'verb-1', level: 1 }).waitFor();
  });

  it('shows all facts, and the values of the environment only when somebody asks, which is on record', async () => {
    await open('verb-web', 'facts');
    await page.getByText('DB_PASSWORD').waitFor();
    expect(await page.content()).not.toContain('hunter2');
    await page.getByText('anonymous volume').waitFor();
    await button('Measure').click();
    await page.getByText('With the image').waitFor();
    await picture('facts');
    await button('Show values').click();
    await page.getByText('hunter2').waitFor();
    await button('Hide values').click();
    await page.getByText('hunter2').waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 390, height: 844 });
    await picture('facts-narrow');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('tells what happened and who did it, and shows the probes of one that is ill', async () => {
    await open('verb-1', 'timeline');
    await page
      .getByText(/admin did it: stop/)
      .first()
      .waitFor();
    await page.getByText('Renamed from verb-one to verb-1').waitFor();
    await picture('timeline');
    await open('verb-web', 'timeline');
    await page
      .getByText(/looked at the environment/)
      .first()
      .waitFor();
    await open('verb-ill', 'facts');
    await page.getByText('no answer').first().waitFor();
    await page.getByText('Failed with code 1').first().waitFor();
    await picture('health');
  });

  it('kills with the signal that is chosen, and says what it means', async () => {
    await open('verb-two', 'facts');
    await button('More for verb-two').click();
    await picture('menu', false);
    await page.getByRole('menuitem', { name: 'Kill…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('the program cannot prevent it').waitFor();
    await dialog.getByRole('combobox', { name: 'Signal' }).selectOption('SIGTERM');
    await dialog.getByText('Asks it to end').waitFor();
    await picture('kill');
    await dialog.getByRole('button', { name: 'Send the signal' }).click();
    await toast('SIGTERM was sent to verb-two');
    await waitFor(async () => (await stateOf('verb-two')) === 'exited', 'it to end');
    await button('Start').waitFor();
  });

  it('removes several at once, having said by name what goes, and what stays', async () => {
    await page.goto('/containers/?q=verb-');
    for (const name of ['verb-web', 'verb-two']) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
    await page.getByText('2 containers chosen').waitFor();
    await picture('list');
    await button('Remove…').click();
    const dialog = page.getByRole('dialog', { name: 'Remove 2 containers' });
    await dialog.getByText(/This anonymous volume stays/).waitFor();
    await dialog.getByText('This volume stays: verb-data').waitFor();
    await dialog
      .getByText(/Its writable layer goes/)
      .first()
      .waitFor();
    const remove = dialog.getByRole('button', { name: 'Remove 2' });
    expect(await remove.isDisabled()).toBe(true);
    await dialog.getByRole('checkbox', { name: 'By force: it runs, and is killed' }).check();
    await dialog.getByRole('checkbox', { name: 'Its anonymous volumes too' }).check();
    await dialog.getByText(/This anonymous volume goes/).waitFor();
    await picture('remove');
    await remove.click();
    await toast('2 containers removed');
    await page.getByRole('checkbox', { name: 'Choose verb-web' }).waitFor({ state: 'detached' });
    expect(await host.engine.docker('ps', '--all', '--format', '{{.Names}}')).not.toMatch(/verb-(web|two)/);
    expect(await host.engine.docker('volume', 'ls', '--quiet')).toMatch(/^verb-data$/m);
  });

  it('a page that is open says that its container was removed, when and by whom', async () => {
    await open('verb-1', 'facts');
    await browser.expecting(/404/, async () => {
      await button('More for verb-1').click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('checkbox', { name: /By force/ }).check();
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await page.getByText(/admin removed it from/).waitFor();
      await page.getByText('verb-1 is gone').waitFor();
      await picture('gone');
    });
  });
});
