import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, startStack, untilInventoryIsTrue, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 180_000;
const TEST_MS = 120_000;
/** A host is told to be silent some heartbeats after its last word. */
const SILENCE_MS = 60_000;
const SHOTS = process.env.ROADSTEAD_SHOTS;

describe('the audit in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let image: string;
  let before: string;
  let host: ReturnType<Stack['host']>;

  beforeAll(async () => {
    stack = await startStack({ hosts: 1, web: true, samples: { scale: 0.1 } });
    host = stack.host(0);
    image = stack.registry.reference('roadstead/base:1');
    await untilInventoryIsTrue(stack, host);
    for (const name of ['staying', 'stopping', 'vanishing']) await run(name);
    await untilInventoryIsTrue(stack, host);
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

  const run = (name: string) =>
    host.engine.docker('run', '--detach', '--stop-timeout', '0', '--name', name, image, 'sleep', '100000');
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const names = async () => {
    await page.getByRole('table').or(page.getByText('Nothing ran that matches')).first().waitFor();
    const found = await page.getByRole('row').getByRole('cell').getByRole('link').allTextContents();
    return ['staying', 'stopping', 'vanishing', 'arriving'].filter((name) => found.includes(name));
  };
  const shoot = async (name: string) => {
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  };

  it(
    'tells what runs now, since when and how it was started, and leads to it',
    async () => {
      await page.goto('/');
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit' }).click();
      await page.getByRole('heading', { name: 'What runs where' }).waitFor();
      await waitFor(async () => (await names()).length === 3, 'the three that run');
      expect(await row('staying').textContent()).toMatch(/Runs.*Observed.*Outside Roadstead/);
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Filter by').selectOption({ label: 'Container' });
      await page.getByRole('textbox', { name: 'Container', exact: true }).fill('vanishing');
      await page.keyboard.press('Enter');
      await page.waitForURL(/container=vanishing/);
      await page.getByText('1 container runs now').waitFor();
      await row('vanishing').getByRole('link', { name: host.name }).click();
      await page.getByRole('heading', { name: host.name }).waitFor();
    },
    TEST_MS,
  );

  it(
    'says what nobody observes while the agent is away, and what came of it once it is back',
    async () => {
      before = new Date(Math.ceil(Date.now() / 1000) * 1000).toISOString();
      await waitFor(() => Date.now() > Date.parse(before) + 1_000, 'a moment to look back at');
      await host.agent.kill9();
      await host.engine.docker('stop', '--time', '0', 'stopping');
      await host.engine.docker('rm', '--force', 'vanishing');
      await host.engine.docker('tag', image, 'moved:1');
      await run('arriving');
      await page.goto('/audit/');
      await page.getByText('1 host is not observed now.').waitFor({ timeout: SILENCE_MS });
      expect(await row('vanishing').textContent()).toMatch(/last seen.*Unobserved/);
      await shoot('audit-unobserved');
      // Told by its agent, which is away: nobody sets it right meanwhile.
      await stack.rows('UPDATE hosts SET clock_offset_ms = 3600000 WHERE id = $1', [host.id]);
      await page.reload();
      await page.getByText('The clock of 1 host is out of step.').waitFor();
      await page.getByText('1h ahead of that of the control plane').waitFor();
      await shoot('audit-clock');

      await host.agent.start();
      await untilInventoryIsTrue(stack, host);
      // Its first heartbeat sets its clock right again, and with it all times of the host.
      await waitFor(async () => {
        const hosts = await stack.call('listHosts');
        return Math.abs(hosts.find(({ id }) => id === host.id)?.clockOffsetMs ?? 3_600_000) < 60_000;
      }, 'the clock of the host to be known again');
      await page.goto(`/audit/?from=${before}`);
      await page.getByText('1 host was not observed all of the time.').waitFor();
      expect(await names()).toEqual(['staying', 'stopping', 'vanishing', 'arriving']);
      expect(await row('stopping').textContent()).toContain('By the engine');
      expect(await row('vanishing').textContent()).toMatch(/before \d.*Unobserved/);
      expect(await row('arriving').textContent()).toContain('Not known');
      await shoot('audit-span');
    },
    TEST_MS,
  );

  it('tells what ran at a moment before', async () => {
    await page.goto(`/audit/?asOf=${before}&image=${encodeURIComponent(image)}`);
    await page.getByText(/3 containers ran at/).waitFor();
    expect(await names()).toEqual(['staying', 'stopping', 'vanishing']);
    const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const csv = await (await page.request.get(href ?? '')).text();
    expect(csv.trim().split('\n')).toHaveLength(4);
    expect(csv).toContain('vanishing');
    expect(csv).not.toContain('arriving');
  });

  it('tells the difference between two moments, kind by kind', async () => {
    await page.goto(`/audit/changes/?from=${before}`);
    await page.getByText('3 differences').waitFor();
    expect(await names()).toEqual(['stopping', 'vanishing', 'arriving']);
    await page.getByRole('button', { name: /^Went/ }).click();
    await page.waitForURL(/type=went/);
    await waitFor(async () => (await names()).join() === 'stopping,vanishing', 'those that went');
    await shoot('audit-changes');
    expect(await axeFindings(page)).toEqual([]);
  });

  it('shows images by hosts, and slides through the history with the keyboard', async () => {
    await page.goto('/audit/matrix/');
    const cell = page.getByRole('grid').getByRole('link', { name: /roadstead\/base:1 on .*: 2 containers/ });
    await cell.waitFor();
    await shoot('audit-matrix');
    expect(await axeFindings(page)).toEqual([]);
    // A young history is shown from its first moment; a week ago there was none.
    const ranges = page.getByRole('group', { name: 'How far back' });
    await ranges.getByRole('button', { name: 'All', pressed: true }).waitFor();
    await ranges.getByRole('button', { name: '7 d' }).click();
    const slider = page.getByRole('slider', { name: 'Moment in the history' });
    // Until the week has come it slides through what was shown before.
    await waitFor(async () => {
      await slider.press('Home');
      return page.getByText('Nothing ran that matches').isVisible();
    }, 'the moment a week ago');
    expect(page.url()).toMatch(/asOf=/);
    await page.getByRole('button', { name: 'Next change' }).click();
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    await cell.press('Enter');
    await page.waitForURL(/\/audit\/\?image=.*host=/);
    await page.getByText('2 containers run now').waitFor();
  });

  it('where a digest fits several images, offers the same question about each', async () => {
    const { items } = await stack.call('listImages', { query: {} });
    const id = items[0]?.id ?? '';
    const error = {
      code: 'history.image-ambiguous',
      message: 'Several.',
      detail: { image: 'abcdef012345', images: `${id}, sha256:${'a'.repeat(64)}` },
    };
    // Two digests that begin alike are not to be had from a real engine.
    await page.route(/placements\?.*digest=abcdef012345/, (route) => route.fulfill({ status: 409, json: { error } }));
    await browser.expecting(/409/, async () => {
      await page.goto(`/audit/?asOf=${before}&digest=abcdef012345`);
      await page.getByText('Several images fit: choose one').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('link', { name: id }).click();
    });
    await page.waitForURL(new RegExp(`asOf=.*digest=${encodeURIComponent(id)}`));
    await page.getByText(/ran at/).waitFor();
  });

  it('takes the matrix and the changes along as files', async () => {
    for (const address of ['/audit/matrix/', `/audit/changes/?from=${before}`]) {
      await page.goto(address);
      const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
      const file = await page.request.get(href ?? '');
      expect(file.headers()['content-disposition']).toContain('.csv"');
      expect(await file.text()).toContain(image);
    }
  });

  it('draws the life of a host and of an image', async () => {
    await page.goto(`/hosts/detail/?id=${host.id}&tab=history`);
    const lanes = page.getByRole('list', { name: 'Runs over time' });
    await lanes.getByRole('listitem', { name: `vanishing on ${host.name}` }).waitFor();
    await shoot('audit-host');
    expect(await axeFindings(page)).toEqual([]);
    await lanes
      .getByRole('link', { name: /still running/ })
      .first()
      .press('Enter');
    await page.waitForURL(/\/containers\/detail\//);
    await page.goto('/audit/?container=staying');
    await row('staying')
      .getByRole('link', { name: /roadstead\/base:1/ })
      .click();
    await page.getByRole('heading', { name: 'Where it ran' }).waitFor();
    await lanes.getByRole('listitem', { name: `vanishing on ${host.name}` }).waitFor();
    await page.getByRole('link', { name: 'As a table' }).click();
    await page.waitForURL(/\/audit\/\?image=.*from=/);
    expect(await names()).toEqual(['staying', 'stopping', 'vanishing', 'arriving']);
  });

  it(
    'tells who did what, from where and with what outcome, and leads to it',
    async () => {
      await page.goto('/audit/actions/');
      await page.getByRole('heading', { name: 'Actions', exact: true }).waitFor();
      const containerId = (await host.engine.docker('inspect', '--format', '{{.Id}}', 'staying')).trim();
      const params = { hostId: host.id, containerId };
      await stack.call('stopContainer', { params, body: { timeoutSeconds: 0 } });
      await stack.call('startContainer', { params });
      const stop = page.getByRole('row').filter({ hasText: 'Stop a container' });
      await stop.getByText('Done').waitFor({ timeout: SILENCE_MS });
      expect(await stop.textContent()).toMatch(new RegExp(`admin.*container.*${host.name}/staying`));
      await shoot('actions');
      expect(await axeFindings(page)).toEqual([]);

      await page.getByLabel('What', { exact: true }).selectOption({ label: 'All: Containers' });
      await page.waitForURL(/verb=container/);
      await page.getByText('2 actions').waitFor();
      await stop.getByRole('link', { name: 'Stop a container' }).click();
      await page.waitForURL(/entry=\d+/);
      const entry = page.getByRole('dialog', { name: /^Entry \d+$/ });
      await entry.getByText('timeoutSeconds').waitFor();
      await shoot('actions-entry');
      expect(await axeFindings(page)).toEqual([]);
      await entry.getByRole('button', { name: 'All on this' }).click();
      await page.waitForURL(/target=container/);
      await entry.waitFor({ state: 'detached' });
      await stop.getByRole('link', { name: `${host.name}/staying` }).click();
      await page.waitForURL(/\/containers\/detail\//);
      await page.goto('/audit/actions/?q=nobody-did-this');
      await page.getByText('No action matches').waitFor();
      await page.getByRole('button', { name: 'Remove all filters' }).click();
      await stop.waitFor();
      const href = await page.getByRole('link', { name: 'JSON Lines' }).getAttribute('href');
      const lines = (await (await page.request.get(href ?? '')).text()).trim().split('\n');
      expect(JSON.parse(lines.at(-1) ?? '').verb).toBe('actions.export');
    },
    TEST_MS,
  );

  it('says that the log is as it was written, and finds the entry that was changed in the database', async () => {
    await page.goto('/audit/actions/?verb=container.stop');
    await page.getByRole('button', { name: 'Verify' }).click();
    const result = page.getByRole('region', { name: 'Verification' });
    await result.getByText('The log is intact').waitFor();
    await result.getByText('database role has no right to change or remove entries').waitFor();
    const head = await result.locator('code').textContent();
    await result.getByLabel('A head noted earlier').fill(head ?? '');
    await result.getByRole('button', { name: 'Compare' }).click();
    await result.getByText('The noted head is part of the log').waitFor();
    await shoot('actions-intact');
    expect(await axeFindings(page)).toEqual([]);

    const [stop] = await stack.rows<{ id: string }>(`SELECT id::text FROM actions WHERE verb = 'container.stop'`);
    const id = stop?.id ?? '';
    const tamper = (set: string) =>
      stack.rows(`ALTER TABLE actions DISABLE TRIGGER append_only; UPDATE actions SET ${set} WHERE id = ${id};
        ALTER TABLE actions ENABLE TRIGGER append_only`);
    await tamper(`actor = 'somebody-else'`);
    await page.getByRole('button', { name: 'Verify' }).click();
    await result.getByText('The log is not as it was written').waitFor();
    await result.getByText(`Entry ${id} was changed after it was written.`).waitFor();
    await shoot('actions-broken');
    await result.getByRole('link', { name: `Show entry ${id}` }).click();
    await page
      .getByRole('dialog', { name: `Entry ${id}` })
      .getByText('somebody-else', { exact: true })
      .waitFor();
    await page.keyboard.press('Escape');
    await tamper(`actor = '${stack.admin.username}'`);
    await page.getByRole('button', { name: 'Verify' }).click();
    await result.getByText('The log is intact').waitFor();
  });

  it('has every page of the audit in reach on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/audit/actions/');
    const links = page.getByRole('navigation', { name: 'Audit' }).getByRole('link');
    await links.last().waitFor();
    for (const link of await links.all()) {
      const box = await link.boundingBox();
      expect(box === null ? undefined : box.x >= 0 && box.x + box.width <= 390).toBe(true);
    }
    await page.getByRole('row').filter({ hasText: 'Stop a container' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await shoot('actions-narrow');
    await page.getByRole('link', { name: 'Stop a container' }).click();
    await page
      .getByRole('dialog', { name: /^Entry/ })
      .getByText('timeoutSeconds')
      .waitFor();
    await shoot('actions-entry-narrow');
    await page.keyboard.press('Escape');
    await page.evaluate(() => localStorage.setItem('roadstead.locale', 'zh-CN'));
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto('/audit/actions/?verb=container');
    await page.getByRole('link', { name: '停止容器' }).waitFor();
    await page.getByRole('button', { name: '校验' }).click();
    await page.getByText('日志完好').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await shoot('actions-narrow-dark-zh');
    expect(await axeFindings(page)).toEqual([]);
    await page.evaluate(() => localStorage.setItem('roadstead.locale', 'en'));
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('says what is wrong with a question, and what to do', async () => {
    await page.goto('/audit/?asOf=2099-01-01T00:00:00.000Z');
    await page.getByText('That moment has not come yet.').waitFor();
    await page.goto('/audit/?from=2026-01-02T00:00:00.000Z&to=2026-01-01T00:00:00.000Z');
    await page.getByText('The span ends before it begins.').waitFor();
    await browser.expecting(/404/, async () => {
      await page.goto(`/audit/?digest=sha256:${'ab'.repeat(32)}`);
      await page.getByText('has ever been seen in the fleet').waitFor();
    });
  });
});
