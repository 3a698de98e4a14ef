import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, type StackHost, startStack, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
/** Until an agent that was started has connected, and the page has tried again. */
const AGENT_BACK = { timeout: 60_000 };

describe('terminals in a browser', () => {
  let stack: Stack;
  let host: StackHost;
  let browser: Browser;
  let page: Page;
  let containerId: string;

  beforeAll(async () => {
    stack = await startStack({ hosts: 1, web: true, samples: { scale: 0.01, containers: false } });
    host = stack.host(0);
    containerId = await run('sleep', '100000');
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

  const run = async (...args: string[]) => {
    const image = stack.registry.reference('roadstead/base:1');
    const options = args.splice(0, args.findLastIndex((arg) => arg.startsWith('--')) + 1);
    return (await host.engine.docker('run', '--detach', '--network', 'none', ...options, image, ...args)).trim();
  };
  const goTo = async (id: string) => {
    await waitFor(
      () => stack.call('getContainer', { params: { hostId: host.id, containerId: id } }),
      'the container in the inventory',
    );
    await page.goto(`/containers/detail/?host=${host.id}&id=${id}&tab=terminal`);
  };
  const open = async () => {
    await page.getByRole('button', { name: 'Open terminal' }).click();
    await shows(/[#$] /);
  };
  const rows = () => page.locator('section:visible .xterm-rows > div').allTextContents();
  const shows = (pattern: RegExp) =>
    waitFor(
      async () => pattern.test((await rows()).join('\n').replaceAll('\u00a0', ' ')),
      `${pattern} in the terminal`,
    );
  const type = async (line: string) => {
    await page.locator('section:visible .xterm-helper-textarea').focus();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  };
  const paste = (text: string) =>
    page.locator('section:visible .xterm-helper-textarea').evaluate((field, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);

  it('run a shell that answers, and that knows the size of the page', async () => {
    await goTo(containerId);
    await open();
    await type('echo "<$((6 * 7))>"');
    await shows(/<42>/);
    await type('echo "wide: $(stty size)"');
    await shows(/wide: \d+ \d{3}\b/);
    await page.setViewportSize({ width: 600, height: 700 });
    await type('echo "narrow: $(stty size)"');
    await shows(/narrow: \d+ \d{2}\b/);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('go on after a reload of the page, with what was there', async () => {
    await type('WORD=lantern; echo "kept $((40 + 2))"');
    await shows(/kept 42/);
    await page.reload();
    await shows(/kept 42/);
    await type('echo "[$WORD]"');
    await shows(/\[lantern\]/);
  });

  it('go on after the control plane was killed', async () => {
    const api = stack.api();
    await browser.expecting(
      /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket|409|5\d\d/,
      async () => {
        await api.kill9();
        await page.getByText('Disconnected. Coming back…').waitFor();
        await api.start();
        await page.getByText('Disconnected. Coming back…').waitFor({ state: 'detached' });
        await type('echo "again [$WORD]"');
        await shows(/again \[lantern\]/);
      },
    );
  }, 60_000);

  it('ask before several lines are pasted, and take one as it is', async () => {
    await paste('echo "one $((1 + 1))"');
    await page.keyboard.press('Enter');
    await shows(/one 2/);
    await paste('echo "two $((2 + 2))"\necho "three $((3 + 3))"\n');
    await page.getByRole('dialog', { name: 'Paste 2 lines?' }).getByRole('button', { name: 'Paste' }).click();
    await shows(/two 4/);
    await shows(/three 6/);
  });

  it('leave the keyboard a way out, and take Ctrl-K for themselves', async () => {
    await page.locator('section:visible .xterm-helper-textarea').focus();
    await page.keyboard.press('Control+KeyK');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+Shift+ArrowUp');
    const focused = page.locator(':focus');
    expect(await focused.getAttribute('aria-label')).toBe('Find in the terminal');
    await focused.press('Enter');
    await page.getByRole('searchbox', { name: 'Find in the terminal' }).fill('no such words');
    await page.getByText('Not found').waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await type('echo "back $((5 + 5))"');
    await shows(/back 10/);
  });

  it('stand side by side, and fit a phone, which has the keys that it lacks', async () => {
    await page.getByRole('button', { name: 'New terminal' }).click();
    await open();
    await type('sleep 1000');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: 'Ctrl with the next letter' }).click();
    await page.keyboard.type('c');
    await shows(/\^C/);
    await page.setViewportSize({ width: 1440, height: 900 });
    await type('echo "second $((6 + 6))"');
    await shows(/second 12/);
    await page.getByRole('navigation', { name: 'Terminals of the container' }).getByRole('button').first().click();
    await shows(/back 10/);
  });

  it('say how they have ended, and open again', async () => {
    await type('exit 3');
    await page.getByText('The command has ended with exit code 3').waitFor();
    await page.getByRole('button', { name: 'Open again' }).click();
    await shows(/[#$] /);
    await page.getByRole('button', { name: 'End terminal' }).click();
    await page.getByText('The terminal was ended.').waitFor();
  });

  it('open again as they were opened; values of variables, which no storage keeps, are asked for after a reload', async () => {
    await page.getByRole('button', { name: 'New terminal' }).click();
    await page.getByText('User, directory, environment').click();
    await page.getByLabel('Working directory').fill('/etc');
    await page.getByLabel('Environment').fill('WORD=harbour');
    await open();
    const ended = page.getByText('The command has ended');
    await type('exit');
    await ended.waitFor();
    await page.getByRole('button', { name: 'Open again' }).click();
    // Until the new one is there, the old one's prompt is in sight.
    await ended.waitFor({ state: 'detached' });
    await shows(/[#$] /);
    await type('echo "in $(pwd), $WORD"');
    await shows(/in \/etc, harbour/);
    await type('exit');
    await ended.waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Open again' }).click();
    expect(await page.getByLabel('Working directory').inputValue()).toBe('/etc');
    expect(await page.getByLabel('Environment').inputValue()).toBe('WORD=');
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('harbour');
    await page.getByLabel('Environment').fill('WORD=quay');
    await open();
    await type('echo "in $(pwd), $WORD"');
    await shows(/in \/etc, quay/);
    await page.getByRole('button', { name: 'End terminal' }).click();
    await page.locator('section:visible').getByText('The terminal was ended.').waitFor();
  });

  it('of the container itself are attached to, and ending them leaves it running', async () => {
    const own = await run('--interactive', '--tty', 'sh');
    await goTo(own);
    await page.getByRole('button', { name: 'Attach to its own terminal' }).click();
    // Nothing is written there until somebody types; keys before it is open would go nowhere.
    await page.getByRole('button', { name: 'End terminal' }).waitFor();
    await page.getByText('Opening the terminal…').waitFor({ state: 'detached' });
    await type('echo "main process $$"');
    await shows(/main process 1\b/);
    await page.reload();
    await shows(/main process 1\b/);
    await page.getByRole('button', { name: 'End terminal' }).click();
    await page.getByText('The terminal was ended.').waitFor();
    expect(await host.engine.docker('inspect', '--format', '{{.State.Running}}', own)).toBe('true\n');
  });

  it('say that their agent is gone, and once there is another, what became of them', async () => {
    await goTo(await run('sleep', '100000'));
    await open();
    const told = page.getByText('was started anew, and the terminal ended with the one before it');
    await browser.expecting(/./, async () => {
      await stack.killAgent9(host);
      await page.getByText('Disconnected. Coming back…').waitFor();
      await stack.startAgent(host);
      await told.waitFor(AGENT_BACK);
    });
    await page.getByRole('button', { name: 'Open again' }).click();
    // Until the new one is there, the old one's prompt is in sight.
    await told.waitFor({ state: 'detached' });
    await shows(/[#$] /);
    await type('echo "anew $((3 + 4))"');
    await shows(/anew 7/);
  }, 90_000);

  it('say in words why they cannot be opened', async () => {
    await page.getByRole('button', { name: 'New terminal' }).click();
    await page.getByRole('radio', { name: 'A command' }).check();
    await page.getByRole('textbox', { name: 'A command' }).fill('nosuch --flag');
    await browser.expecting(/400/, async () => {
      await page.getByRole('button', { name: 'Open terminal' }).click();
      await page.getByRole('alert').getByText('There is no nosuch in container').waitFor();
    });
    const stopped = await run('true');
    await goTo(stopped);
    await page.getByText('is not running. Start it, then open a terminal in it.').waitFor();
  });
});
