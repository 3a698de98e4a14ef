import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser } from '@roadstead/testing';
import type { Locator, Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { startStandIn } from './stand-in-api.mjs';

type StandIn = Awaited<ReturnType<typeof startStandIn>>;

const START_MS = 60_000;
const SCHEMES = ['light', 'dark'] as const;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

describe('the dashboard for everybody', () => {
  let api: StandIn;
  let locked: StandIn;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    api = await startStandIn({ scene: 'trouble', signedIn: true });
    locked = await startStandIn({});
    browser = await openBrowser({ baseUrl: api.url, viewport: DESK });
    page = browser.page;
    await page.emulateMedia({ reducedMotion: 'reduce' });
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await api?.close();
    await locked?.close();
  });

  const settled = () => page.locator('main h1');
  const row = () => page.getByRole('row').nth(2);

  /** Every page, in the states that look different; each is ready when what it gives is in sight. */
  const VIEWS: [string, () => string, () => Locator][] = [
    ['sign-in', () => `${locked.url}/sign-in/`, () => page.getByLabel('User name')],
    ['the overview', () => '/', () => page.getByText('Needs you').first()],
    ['hosts', () => '/hosts/', row],
    ['a host', () => addressOf(api, 'host'), () => page.getByText('Storage driver')],
    ['containers of a host', () => `${addressOf(api, 'host')}&tab=containers`, settled],
    ['containers', () => '/containers/', row],
    ['a log', () => addressOf(api, 'container'), () => page.getByRole('log')],
    ['a container', () => `${addressOf(api, 'container')}&tab=facts`, settled],
    ['the timeline of a container', () => `${addressOf(api, 'container')}&tab=timeline`, settled],
    ['images', () => '/images/', row],
    ['an image', () => addressOf(api, 'image'), () => page.getByText('Hatched layers')],
    ['the pull form', () => '/pull/', () => page.getByRole('checkbox').first()],
    ['the build form', () => '/build/', () => page.locator('.cm-content')],
    ['the import form', () => '/import/', () => page.getByText('Choose an archive')],
    ['the load form', () => '/load/', () => page.getByText('Choose an archive')],
    ['what runs where', () => '/audit/', row],
    ['what ran over a span', () => '/audit/?from=2026-01-01T00:00:00.000Z&base=debian:12', row],
    ['the matrix', () => '/audit/matrix/', () => page.getByRole('grid')],
    ['what changed', () => '/audit/changes/?from=2026-01-01T00:00:00.000Z', row],
    ['the life of a host', () => `${addressOf(api, 'host')}&tab=history`, () => page.getByLabel('Runs over time')],
    ['jobs', () => '/jobs/', row],
    ['a build', () => addressOf(api, 'build'), () => page.locator('[data-step]').first()],
    ['a failed job', () => addressOf(api, 'job'), () => page.getByText('Timeline')],
    ['a batch', () => addressOf(api, 'batch'), () => page.getByText('Details').first()],
    ['a host that is not there', () => '/hosts/detail/?id=none', settled],
    ['the dialog for a new host', () => '/hosts/?add=1', () => page.getByRole('dialog')],
  ];

  /** Forms in dialogs: what each is for, the page that offers it, and the button that opens it. */
  const DIALOGS: [string, () => string, string][] = [
    ['to tag an image', () => addressOf(api, 'image'), 'Tag…'],
    ['to push an image', () => addressOf(api, 'image'), 'Push…'],
    ['to save images', () => addressOf(api, 'image'), 'Save…'],
    ['to remove images', () => addressOf(api, 'image'), 'Remove…'],
    ['to prune', () => '/images/', 'Prune…'],
    ['to commit a container', () => `${addressOf(api, 'container')}&tab=facts`, 'Commit…'],
  ];

  describe.each(SCHEMES)('in %s colours', (colorScheme) => {
    it.each(VIEWS)('%s has nothing serious for axe-core to find', async (_, address, mark) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(address());
      await mark().waitFor();
      expect(await axeFindings(page)).toEqual([]);
    });

    it.each(DIALOGS)('the form %s has nothing either', async (_, address, opener) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(address());
      await page.getByRole('main').getByRole('button', { name: opener }).click();
      await page.getByRole('dialog').getByRole('button').last().waitFor();
      expect(await axeFindings(page)).toEqual([]);
    });
  });

  it('a phone has nothing serious to find either, with its menu open', async () => {
    await page.setViewportSize(PHONE);
    await page.goto('/');
    await page.getByRole('button', { name: 'Menu' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize(DESK);
  });

  it('the phone menu closes on Esc, gives the focus back, and closes when the reader goes to another page', async () => {
    await page.setViewportSize(PHONE);
    await page.goto('/');
    const menu = page.getByRole('button', { name: 'Menu' });
    const signOut = page.locator('header').getByRole('button', { name: 'Sign out' });
    await menu.click();
    await signOut.waitFor();
    await page.keyboard.press('Escape');
    await signOut.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Menu');
    await menu.click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Images' }).click();
    await page.getByRole('heading', { name: 'Images' }).waitFor();
    expect(await signOut.count()).toBe(0);
    await page.setViewportSize(DESK);
  });

  it('a dialog keeps the focus until it is closed, and gives it back to what opened it', async () => {
    await page.goto('/hosts/');
    const add = page.getByRole('button', { name: 'Add host' });
    await add.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction((opener) => document.activeElement === opener, await add.elementHandle());
  });

  it('a pull is asked for with the keyboard alone', async () => {
    await page.goto('/pull/');
    await page.getByRole('textbox', { name: 'Reference' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.type('shop/web:2.5.0');
    await page.getByRole('button', { name: 'Choose all' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Pull on \d hosts/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/batch/**');
    await page.getByRole('heading', { name: 'Pull shop/web:2.5.0' }).waitFor();
  });

  it('images are chosen with the keyboard, and what can be done with them is said and reached', async () => {
    await page.goto('/images/');
    await page.getByRole('checkbox', { name: 'Choose busybox:1.36' }).focus();
    await page.keyboard.press('Space');
    const bar = page.getByRole('region', { name: '1 image chosen' });
    await bar.getByRole('status').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await bar.getByRole('button', { name: 'Remove…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Remove an image' }).waitFor();
    await page.keyboard.press('Escape');
    await bar.getByRole('button', { name: 'Choose none' }).press('Enter');
    await bar.waitFor({ state: 'detached' });
  });

  it('what is cut short shows in full to the pointer, though the row above it is one link', async () => {
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.goto('/containers/');
    const cells = page.getByRole('cell');
    await cells.first().waitFor();
    const at = await cells.evaluateAll((all) => all.findIndex((cell) => cell.scrollWidth > cell.clientWidth));
    const text = await cells.nth(at).textContent();
    const box = await cells.nth(at).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + 8);
    await page
      .locator('body > * [aria-hidden]', { hasText: text ?? '' })
      .last()
      .waitFor();
    await page.setViewportSize(DESK);
  });
});

/** Where the page of one thing of the stand-in's fleet is; of a job, one that failed. */
function addressOf({ fleet }: StandIn, kind: 'host' | 'container' | 'image' | 'job' | 'batch' | 'build'): string {
  const [host] = fleet.hosts;
  const [container] = fleet.containers;
  const [image] = fleet.images;
  const job = fleet.jobs.find(({ state }: { state: string }) => state === 'failed');
  const build = fleet.jobs.find(({ kind }: { kind: string }) => kind === 'image.build');
  return {
    host: `/hosts/detail/?id=${host?.id}`,
    container: `/containers/detail/?host=${container?.hostId}&id=${container?.id}`,
    image: `/images/detail/?id=${encodeURIComponent(image?.id ?? '')}`,
    job: `/jobs/detail/?id=${job?.id}`,
    build: `/jobs/detail/?id=${build?.id}`,
    batch: `/jobs/batch/?id=${fleet.jobs[0]?.batchId}`,
  }[kind];
}

/** The name of what has the focus. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 40));
}
