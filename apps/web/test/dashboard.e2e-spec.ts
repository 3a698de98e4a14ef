import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, waitFor, watchSmoothness } from '@roadstead/testing';
import type { Locator } from 'playwright-core';
import { startStandIn } from './stand-in-api.mjs';

type StandIn = Awaited<ReturnType<typeof startStandIn>>;

const START_MS = 60_000;
const KEPT_LINES = 50_000;
const FLOOD_MS = 4_000;
/** Two frames of a screen at 60 Hz: what the product promises for a flood. */
const FRAME_MS = 33;

/** What the page does by itself, against a stand-in that can be made to misbehave: floods, late deltas, lost connections. */
describe('the dashboard', () => {
  let api: StandIn;
  let browser: Browser;

  beforeAll(async () => {
    api = await startStandIn({ scene: 'large', signedIn: true });
    browser = await openBrowser({ baseUrl: api.url });
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await api?.close();
  });

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const named = (name: string) => {
    const container = api.fleet.containers.find((each: { name: string }) => each.name === name);
    if (container === undefined) throw new Error(`the stand-in has no container ${name}`);
    return container;
  };
  const logOf = (name: string) => `/containers/detail/?host=${named(name).hostId}&id=${named(name).id}`;

  it('takes a row that comes live only if it is newer than the one on show', async () => {
    const { page } = browser;
    await page.goto('/hosts/');
    const host = api.fleet.hosts.find((each: { name: string }) => each.name === 'db-1');
    if (host === undefined) throw new Error('the stand-in has no host db-1');
    await page.getByRole('link', { name: 'db-1' }).waitFor();
    // In the fleet too: a page that subscribes only now gets it with the snapshot.
    Object.assign(host, { name: 'newer', revision: host.revision + 1_000_000 });
    api.tell('hosts', { hosts: [host] });
    await page.getByRole('link', { name: 'newer' }).waitFor();
    api.tell('hosts', { hosts: [{ ...host, name: 'older', revision: host.revision - 1 }] });
    api.join('last-to-come');
    await page.getByRole('link', { name: 'last-to-come' }).waitFor();
    expect(await page.getByRole('link', { name: 'older' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'newer' }).count()).toBe(1);
  });

  it('scrolls 12,000 containers with only those in sight in the document, and finds one of them', async () => {
    const { page } = browser;
    await page.goto('/containers/');
    const table = page.getByRole('table', { name: 'Containers' });
    await table.getByRole('row').nth(5).waitFor();
    expect(Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThan(12_000);
    for (let step = 0; step < 12; step += 1) {
      await page.mouse.wheel(0, 20_000);
      await page.waitForTimeout(120);
    }
    await table.getByText('job-01000', { exact: true }).or(table.getByText(/^job-/).first()).first().waitFor();
    expect(await table.getByRole('row').count()).toBeLessThan(80);
    await page.getByRole('searchbox').fill('job-07777');
    await waitFor(async () => (await table.getAttribute('aria-rowcount')) === '2', 'one row');
    expect(page.url()).toContain('q=job-07777');
  });

  it('shows 200 images on 200 hosts with headings in sight and only what is in sight in the document', async () => {
    const { page } = browser;
    const idOf = (text: string, index: number) => `${text}${String(index).padStart(4, '0')}`;
    const each = Array.from({ length: 200 }, (_, index) => index);
    const matrix = {
      asOf: new Date().toISOString(),
      hosts: each.map((index) => ({
        ...{ id: idOf('01900000-0000-7000-8000-00000000', index), name: `harbour-rack-${index}` },
        ...{ labels: {}, isObserved: index !== 199 },
      })),
      images: each.map((index) => ({
        id: `sha256:${String(index).padStart(64, '0')}`,
        references: [`registry.example.com/team/service-${index}:2026.11`],
        running: 200,
        hosts: 200,
      })),
      // More than any fleet has: something runs everywhere.
      cells: each.flatMap((image) => each.map((host) => [image, host, 1 + ((image * host) % 120)])),
      ...{ hostsLeftOut: 0, imagesLeftOut: 0 },
    };
    await page.route(/\/audit\/matrix(\?|$)/, (route) =>
      route.request().resourceType() === 'document' ? route.fallback() : route.fulfill({ json: matrix }),
    );
    await page.goto('/audit/matrix/');
    const grid = page.getByRole('grid');
    await grid.getByRole('link', { name: /service-0:2026\.11 on harbour-rack-0: 1 container$/ }).focus();
    if (process.env.ROADSTEAD_SHOTS) await page.screenshot({ path: `${process.env.ROADSTEAD_SHOTS}/matrix-200.png` });
    await page.keyboard.press('Control+End');
    const last = grid.getByRole('link', { name: /service-199:2026\.11 on harbour-rack-199: / });
    await waitFor(() => last.evaluate((cell) => cell === document.activeElement), 'the last cell to have the focus');
    await page.getByText(/service-199:2026\.11 on harbour-rack-199: \d+ containers/).waitFor();
    const frame = await grid.boundingBox();
    for (const heading of [
      grid.getByRole('rowheader').filter({ hasText: 'service-199:' }),
      grid.getByRole('columnheader').filter({ hasText: 'harbour-rack-199' }),
    ]) {
      const box = await heading.boundingBox();
      if (frame === null || box === null) throw new Error('a heading is not in sight');
      expect(box.x >= frame.x - 1 && box.x <= frame.x + frame.width).toBe(true);
      expect(box.y >= frame.y - 1 && box.y <= frame.y + frame.height).toBe(true);
    }
    if (process.env.ROADSTEAD_SHOTS)
      await page.screenshot({ path: `${process.env.ROADSTEAD_SHOTS}/matrix-200-end.png` });
    expect(await grid.getByRole('gridcell').count()).toBeLessThan(3_000);
    await page.unroute(/\/audit\/matrix(\?|$)/);
  });

  it('says that live updates are lost, since when, and takes that back when they are there again', async () => {
    const { page } = browser;
    await browser.expecting(/socket\.io/, async () => {
      await page.goto('/');
      await page.getByRole('navigation', { name: 'Main' }).waitFor();
      await waitFor(async () => (await liveState(page.locator('[data-live]'))) === 'live', 'a live page');
      api.cut();
      await page.getByText('Live updates paused, reconnecting…').waitFor();
      expect(await liveState(page.locator('[data-live]'))).toBe('lost');
      api.restore();
      await page.getByText('Live updates paused').waitFor({ state: 'detached', timeout: 20_000 });
    });
  }, 40_000);

  it('stays smooth under a flood of log lines, and shows or counts every one of them', async () => {
    const { page } = browser;
    api.state.flooding = true;
    await page.goto(logOf('flood'));
    await page.getByText('Following live').waitFor();
    const smoothness = await watchSmoothness(page);
    await page.waitForTimeout(FLOOD_MS);
    const { frameP99, longTasks } = await smoothness();
    api.state.flooding = false;
    await waitFor(
      async () => (await taken()).reduce((sum, each) => sum + each, 0) === api.state.linesSent,
      'shown and skipped to be all that was written',
    );
    const [lines = 0, skipped = 0] = await taken();
    console.log(
      `${Math.round((lines / FLOOD_MS) * 1000)} lines/s, ${skipped} skipped, frames p99 ${frameP99.toFixed(1)} ms (aim ${FRAME_MS}), longest task ${longTasks[0] ?? 0} ms`,
    );
    expect(lines).toBeGreaterThan(KEPT_LINES);

    async function taken(): Promise<number[]> {
      const status = page.locator('[data-taken]');
      return Promise.all(['data-taken', 'data-skipped'].map(async (name) => Number(await status.getAttribute(name))));
    }
  }, 60_000);

  it('shows what a log line says and obeys none of it', async () => {
    const { page } = browser;
    await page.goto(logOf('shop-web-1'));
    const line = page.getByRole('log').getByText('card expired').first();
    await line.waitFor();
    expect(await line.textContent()).toBe(' payment declined: card expired <b>not markup</b>');
    await page.getByRole('searchbox', { name: 'Find in these lines' }).fill('DECLINED: CARD');
    await page.getByRole('log').locator('mark').first().waitFor();
    expect(await page.getByRole('log').locator('mark').first().textContent()).toBe('declined: card');
  });

  it('says under a log, live or past, that the clock of its host is out of step', async () => {
    const { page } = browser;
    const { hostId } = named('shop-web-1');
    const host = api.fleet.hosts.find((each: { id: string }) => each.id === hostId);
    if (host === undefined) throw new Error('the stand-in has no such host');
    const { clockOffsetMs } = host;
    host.clockOffsetMs = -7_200_000;
    for (const range of ['', '&range=start']) {
      await page.goto(logOf('shop-web-1') + range);
      await page.getByText(`The clock of ${host.name} is 2h behind`).waitFor();
    }
    host.clockOffsetMs = clockOffsetMs;
  });

  it('stops following when the reader scrolls up, and goes on from the end when asked', async () => {
    const { page } = browser;
    await page.goto(logOf('shop-web-1'));
    await page.getByText('Following live').waitFor();
    await page.getByRole('log').hover();
    await page.mouse.wheel(0, -600);
    await page.getByText('Paused').waitFor();
    await page.getByRole('button', { name: /Jump to latest · \d+ new/ }).click();
    await page.getByText('Following live').waitFor();
  });

  it('leads anywhere from the keyboard', async () => {
    const { page } = browser;
    await page.goto('/');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByRole('heading', { name: 'Images' }).waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('postgres');
    await page
      .getByRole('option', { name: /postgres.*db-1/ })
      .first()
      .waitFor();
    await page.getByRole('dialog').getByRole('combobox').press('Enter');
    await page.getByRole('heading', { name: 'postgres' }).waitFor();
  });
});

describe('the sign-in page', () => {
  it(
    'counts down the wait that the server asks for after too many attempts',
    async () => {
      const api = await startStandIn({});
      const browser = await openBrowser({ baseUrl: api.url });
      const { page } = browser;
      await page.goto('/jobs/?state=failed');
      await page.getByLabel('User name').fill('admin');
      for (let attempt = 0; attempt < 6; attempt += 1) {
        await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('button', { name: 'Sign in' }).and(page.locator(':not([data-loading])')).waitFor();
      }
      await page.getByText(/Too many attempts\. Try again in 1[012] seconds\./).waitFor();
      await page.getByText(/Try again in 9 seconds\./).waitFor();
      api.state.failures = 0;
      await page.getByRole('textbox', { name: 'Password' }).fill('anchor');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/jobs/?state=failed');
      await browser[Symbol.asyncDispose]();
      await api.close();
    },
    START_MS,
  );
});

function liveState(element: Locator): Promise<string | null> {
  return element.getAttribute('data-live');
}
