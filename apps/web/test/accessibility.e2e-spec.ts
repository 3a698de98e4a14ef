import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser } from '@roadstead/testing';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { startStandIn } from './stand-in-api.mjs';

type StandIn = Awaited<ReturnType<typeof startStandIn>>;

const START_MS = 60_000;
const SCHEMES = ['light', 'dark'] as const;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds of weight, in words short enough for a test's failure. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
}

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
    ['images', () => '/images/', row],
    ['an image', () => addressOf(api, 'image'), () => page.getByText('Hatched layers')],
    ['the pull form', () => '/pull/', () => page.getByRole('checkbox').first()],
    ['jobs', () => '/jobs/', row],
    ['a failed job', () => addressOf(api, 'job'), () => page.getByText('Timeline')],
    ['a batch', () => addressOf(api, 'batch'), () => page.getByText('Details').first()],
    ['a host that is not there', () => '/hosts/detail/?id=none', settled],
    ['the dialog for a new host', () => '/hosts/?add=1', () => page.getByRole('dialog')],
  ];

  describe.each(SCHEMES)('in %s colours', (colorScheme) => {
    it.each(VIEWS)('%s has nothing serious for axe-core to find', async (_, address, mark) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(address());
      await mark().waitFor();
      expect(await findings(page)).toEqual([]);
    });
  });

  it('a phone has nothing serious to find either, with its menu open', async () => {
    await page.setViewportSize(PHONE);
    await page.goto('/');
    await page.getByRole('button', { name: 'Menu' }).click();
    expect(await findings(page)).toEqual([]);
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
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Pull on \d hosts/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/batch/**');
    await page.getByRole('heading', { name: 'Pull shop/web:2.5.0' }).waitFor();
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
function addressOf({ fleet }: StandIn, kind: 'host' | 'container' | 'image' | 'job' | 'batch'): string {
  const [host] = fleet.hosts;
  const [container] = fleet.containers;
  const [image] = fleet.images;
  const job = fleet.jobs.find(({ state }: { state: string }) => state === 'failed');
  return {
    host: `/hosts/detail/?id=${host?.id}`,
    container: `/containers/detail/?host=${container?.hostId}&id=${container?.id}`,
    image: `/images/detail/?id=${encodeURIComponent(image?.id ?? '')}`,
    job: `/jobs/detail/?id=${job?.id}`,
    batch: `/jobs/batch/?id=${fleet.jobs[0]?.batchId}`,
  }[kind];
}

/** The name of what has the focus. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.textContent?.trim().slice(0, 40));
}
