import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  openBrowser,
  openSlowLink,
  type Stack,
  type StackHost,
  startLogFlood,
  startStack,
  waitFor,
  watchSmoothness,
} from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { signIn } from './sign-in.js';

const START_MS = 180_000;
const MIB = 1024 * 1024;
const FLOOD = { lines: 1_000_000, perSecond: 50_000 };
/** Bytes a second. */
const SLOW_LINE = 1_000_000;

describe('logs in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let here: StackHost;
  let there: StackHost;

  beforeAll(async () => {
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.1 } });
    [here, there] = [stack.host(0), stack.host(1)];
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

  const untilKnown = ({ id: hostId }: Pick<StackHost, 'id'>, containerId: string) =>
    waitFor(() => stack.call('getContainer', { params: { hostId, containerId } }), 'the container to be known');
  const run = async ({ engine, id: hostId }: StackHost, name: string, script: string, ...options: string[]) => {
    const image = stack.registry.reference('roadstead/base:1');
    const args = ['run', '--detach', '--name', name, '--network', 'none', ...options, image, 'sh', '-c', script];
    const id = (await engine.docker(...args)).trim();
    await untilKnown({ id: hostId }, id);
    return { hostId, id, path: `/containers/detail/?host=${hostId}&id=${id}&tab=log` };
  };
  const log = (on = page) => on.getByRole('log');
  const lines = (on = page) => log(on).locator('[data-index]').allTextContents();
  const counts = async (on = page) => {
    const status = on.locator('[data-taken]');
    const [taken, skipped] = await Promise.all(
      ['data-taken', 'data-skipped'].map(async (name) => Number(await status.getAttribute(name))),
    );
    return { taken: taken ?? 0, skipped: skipped ?? 0 };
  };

  it('goes back through the whole log, searches it at the host, and leads to a line that a link points at', async () => {
    const script = `awk 'BEGIN { for (i = 0; i < 20000; i++) print "line", i }'; sleep 1; echo '{"level":"error","msg":"paid","status":503}' >&2; sleep 1000`;
    const { path } = await run(here, 'long', script);
    await page.goto(path);
    await page.getByText('Following live').waitFor();
    await log().getByText('line 19999').waitFor();
    await log().hover();
    await page.mouse.wheel(0, -100_000);
    await waitFor(async () => {
      await page.mouse.wheel(0, -100_000);
      return (await lines()).some((text) => /^line 1[0-8]\d\d\d$/.test(text));
    }, 'lines from before those that the page began with');

    await page.getByRole('searchbox', { name: 'Find in these lines' }).fill('line 17$');
    await page.getByRole('button', { name: /^Regular expression/ }).click();
    await page.getByRole('button', { name: 'Search the whole log' }).click();
    const results = page.getByRole('region', { name: 'Found in the whole log' });
    await results.getByText('1 match in 20,001 lines').waitFor();
    await results.getByRole('button', { name: /line 17$/ }).click();
    const current = log().locator('[data-current]');
    await current.getByText('line 17', { exact: true }).waitFor();
    expect(page.url()).toContain('line=2');
    await page.reload();
    await current.getByText('line 17', { exact: true }).waitFor();
    expect(await lines()).toEqual(expect.arrayContaining(['line 0', 'line 16', 'line 18']));
    await page.getByRole('button', { name: 'Jump to latest' }).click();
    await page.getByText('Following live').waitFor();

    await page.getByRole('textbox', { name: 'Filter by the fields of JSON lines' }).fill('level=error status>=500');
    await page.keyboard.press('Enter');
    await waitFor(async () => (await lines()).length === 1, 'only the line that fits');
    await page.getByRole('button', { name: 'Show the fields' }).click();
    await log().getByText('"status": 503').waitFor();
  }, 90_000);

  it('has its choices to be read whole on a phone', async () => {
    const { path } = await run(here, 'narrow', 'echo one; sleep 1000');
    const desk = page.viewportSize() ?? { width: 1440, height: 900 };
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    await page.getByText('Following live').waitFor();
    // As wide as it would be by itself, with nothing but what is chosen in it.
    const lacking = await page.locator('section select').evaluateAll((selects) =>
      (selects as HTMLSelectElement[]).map((select) => {
        const alone = select.cloneNode() as HTMLSelectElement;
        alone.append(new Option(select.selectedOptions[0]?.text));
        alone.style.cssText = 'position: absolute; width: auto';
        select.after(alone);
        const wanted = alone.offsetWidth;
        alone.remove();
        return Math.max(0, wanted - select.offsetWidth);
      }),
    );
    expect(lacking).toEqual([0, 0]);
    await page.setViewportSize(desk);
  });

  it('shows the beginning of a line of 16 MB, obeys no bytes that are no text, and gives all of them to a download', async () => {
    const script = `head -c ${16 * MIB} /dev/zero | tr '\\0' x; echo; printf '\\377\\376\\033[2J\\033]0;taken over\\007 binary\\n'; echo last; sleep 1000`;
    const { path, hostId, id } = await run(here, 'wide', script);
    // The last lines that a page begins with are counted by the engine, to which a long line is many.
    await page.goto(`${path}&range=start`);
    const last = log()
      .locator('[data-index]')
      .filter({ hasText: /^last$/ });
    await last.waitFor({ timeout: 30_000 });
    await log().getByText('16.8 MB in all: a download has all of it').waitFor();
    await log()
      .getByText(/^\ufffd\ufffd binary$/)
      .waitFor();
    expect(await page.title()).not.toContain('taken over');
    const whole = await (await page.request.get(`/api/v1/hosts/${hostId}/containers/${id}/logs`)).body();
    // The engine's own log has U+FFFD for what is no UTF-8.
    const tail = Buffer.from('\n\ufffd\ufffd\x1b[2J\x1b]0;taken over\x07 binary\nlast\n');
    expect(whole.equals(Buffer.concat([Buffer.alloc(16 * MIB, 'x'), tail]))).toBe(true);

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await last.hover();
    await last.getByRole('button', { name: 'Copy a link to this line' }).click();
    await page.getByText('Link to the line copied').waitFor();
    await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
    await log().locator('[data-current]').getByText('last', { exact: true }).waitFor();
    await here.engine.docker('kill', id);
  }, 60_000);

  it('merges containers of several hosts in the order of time', async () => {
    const script = (name: string) => `n=0; while :; do echo ${name} $n; n=$((n+1)); sleep 0.3; done`;
    const [a, b] = [await run(here, 'left', script('left')), await run(there, 'right', script('right'))];
    await page.goto('/containers/');
    for (const name of ['left', 'right']) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
    await page.getByRole('link', { name: 'Logs together' }).click();
    await page.waitForURL(/\/logs\//);
    for (const { hostId, id } of [a, b]) expect(page.url()).toContain(`${hostId}/${id}`);
    await page.getByText('Following live').waitFor();
    await waitFor(async () => {
      const shown = await log().locator('[data-index]').allTextContents();
      return shown.some((text) => text.includes('left ')) && shown.some((text) => text.includes('right '));
    }, 'lines of both');
    await page.getByRole('button', { name: 'Timestamps' }).click();
    const moments = await log()
      .locator('time')
      .evaluateAll((times) => times.map((time) => time.getAttribute('datetime')));
    expect(moments.length).toBeGreaterThan(3);
    expect(moments).toEqual([...moments].sort());
    await here.engine.docker('kill', a.id);
    await there.engine.docker('kill', b.id);
  }, 60_000);

  it('goes on where it was when the agent was away, and neither loses nor doubles a line', async () => {
    const { path, id } = await run(here, 'ticker', 'n=0; while :; do echo tick $n; n=$((n+1)); sleep 0.1; done');
    await browser.expecting(/./, async () => {
      await page.goto(path);
      await log().getByText('tick 5', { exact: true }).waitFor();
      await stack.killAgent9(here);
      await page.getByText('The connection broke').waitFor();
      await stack.startAgent(here);
      await page.getByText('Following live').waitFor({ timeout: 60_000 });
    });
    const { taken } = await counts();
    await waitFor(async () => (await counts()).taken > taken + 5, 'more lines');
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    const numbers = (await lines()).map((text) => Number(text.replace('tick ', '')));
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
    // All that came, from the first line on: the last one in sight is the count of them less one.
    await page.keyboard.press(' ');
    const last = Number((await lines()).at(-1)?.replace('tick ', ''));
    expect((await counts()).taken).toBeGreaterThanOrEqual(last);
    await here.engine.docker('kill', id);
  }, 120_000);

  it('says which log driver keeps nothing that could be shown', async () => {
    const { path } = await run(here, 'mute', 'sleep 1000', '--log-driver', 'none');
    await page.goto(path);
    await page.getByText(/its log driver "none" keeps nothing on the host/).waitFor();
  });

  it('takes a flood of 50,000 lines a second for 20 s with two viewers, one of them slow, and shows or counts every line for each', async () => {
    const image = stack.registry.reference('roadstead/base:1');
    const { id, begin } = await startLogFlood(here.engine, { image, name: 'flood', ...FLOOD });
    const path = `/containers/detail/?host=${here.id}&id=${id}&tab=log`;
    await untilKnown(here, id);
    // A line of an eighth of what the flood is. Cookies know no ports: signed in here is signed in there.
    await using link = await openSlowLink(new URL(stack.url).host, '127.0.0.1', Number.POSITIVE_INFINITY);
    const slow = await page.context().newPage();
    await slow.goto(new URL(path, stack.url.replace(/\/\/[^/]+/, `//${link.address}`)).href);
    await page.goto(path);
    for (const each of [page, slow]) await each.getByText('Following live').waitFor({ timeout: 60_000 });
    await page.bringToFront();
    link.setRate(SLOW_LINE);
    const smoothness = await watchSmoothness(page);
    const memory = () => [stack.api().pid, here.agent.pid].map(residentBytes);
    const before = memory();
    const most = [...before];
    const states = new Set<string>();
    const begun = performance.now();
    await begin();
    await waitFor(
      async () => {
        for (const [index, bytes] of memory().entries()) most[index] = Math.max(most[index] ?? 0, bytes);
        for (const { name, status } of await stack.call('listHosts')) if (name === here.name) states.add(status);
        const { taken, skipped } = await counts();
        return taken + skipped >= FLOOD.lines;
      },
      'the flood to be over for the one who keeps up',
      { timeoutMs: 120_000 },
    );
    const seconds = (performance.now() - begun) / 1000;
    const { longTasks, frameP99, watched } = await smoothness();
    link.setRate(Number.POSITIVE_INFINITY);
    await waitFor(
      async () => {
        const { taken, skipped } = await counts(slow);
        return taken + skipped >= FLOOD.lines;
      },
      'the flood to be over for the slow one',
      { timeoutMs: 90_000 },
    );
    const [fast, behind] = [await counts(), await counts(slow)];
    const grown = most.map((bytes, index) => Math.round((bytes - (before[index] ?? 0)) / MIB));
    console.log(
      `${Math.round(FLOOD.lines / seconds / 1000)} k lines/s; taken ${fast.taken} and ${behind.taken}, skipped ${fast.skipped} and ${behind.skipped}; frames p99 ${frameP99.toFixed(0)} ms; long tasks ${longTasks.map(Math.round).slice(0, 8).join(', ')} ms; API and agent grew by ${grown.join(' and ')} MiB`,
    );
    expect([fast.taken + fast.skipped, behind.taken + behind.skipped]).toEqual([FLOOD.lines, FLOOD.lines]);
    expect(behind.skipped).toBeGreaterThan(fast.skipped);
    expect(states).toEqual(new Set(['online']));
    // How long the longest is depends on who else is at work; that the page is hardly ever busy for long does not.
    const unanswered = longTasks.reduce((sum, each) => sum + each, 0);
    expect(unanswered / watched).toBeLessThan(0.15);
    for (const each of grown) expect(each).toBeLessThan(96);
    await slow.close();
    await here.engine.docker('rm', '--force', id);
  }, 300_000);
});

/** Of a process, now. */
function residentBytes(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
