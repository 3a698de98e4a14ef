import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  type Engine,
  openBrowser,
  openSlowLink,
  type SlowLink,
  type Stack,
  startStack,
  untilInventoryIsTrue,
  waitFor,
} from '@roadstead/testing';
import type { Locator, Page } from 'playwright-core';

const START_MS = 120_000;
const MIB = 1024 * 1024;
/** On neither host at the start; shares its base with images that are. */
const IMAGE = 'data/store:5.0';
const LAYERS = 15;
const PLACES = ['/', '/hosts/', '/containers/', '/images/', '/jobs/', '/pull/'];

describe('a fleet in a browser', () => {
  let stack: Stack;
  let slow: SlowLink;
  let browser: Browser;
  let page: Page;
  let newcomer: Engine;
  let joining: ChildProcess | undefined;

  beforeAll(async () => {
    stack = await startStack({ hosts: 3, enrolled: 2, web: true, samples: { scale: 0.1 } });
    const { engines, gatewayAddress } = stack.fleet;
    newcomer = engines[2] as Engine;
    slow = await openSlowLink(stack.registry.address, gatewayAddress, 2.5 * MIB);
    for (const { engine } of stack.hosts) await removeEverywhere(engine, stack.registry.reference(IMAGE));
    // As from another machine: the command to join has this address in it.
    const address = new URL(stack.url);
    address.hostname = gatewayAddress;
    browser = await openBrowser({ baseUrl: address.origin });
    page = browser.page;
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    joining?.kill();
    await slow?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const rows = (name: string) =>
    page.getByRole('table', { name }).locator('[role=row][aria-rowindex]:not([aria-rowindex="1"])');
  const numberOfRows = async (name: string) =>
    Number(await page.getByRole('table', { name }).getAttribute('aria-rowcount')) - 1;

  it('lets in who has the password, and says so to who has not', async () => {
    await browser.expecting(/401/, async () => {
      await page.goto('/');
      await page.getByLabel('User name').fill(stack.admin.username);
      await page.getByRole('textbox', { name: 'Password' }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('Wrong user name or password').waitFor();
      await page.getByRole('textbox', { name: 'Password' }).fill(stack.admin.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation', { name: 'Main' }).waitFor();
    });
    for (const { name } of stack.hosts) {
      const cell = page.getByRole('main').getByRole('link').filter({ hasText: name }).filter({ hasText: 'data from' });
      expect(await cell.first().textContent()).toMatch(/data from \S+/);
    }
  });

  it('shows the containers that docker ps shows, and finds one of them', async () => {
    for (const host of stack.hosts) await untilInventoryIsTrue(stack, host);
    const names = await namesOf(stack, 'ps', '--all', '--format', '{{.Names}}');
    await page.getByRole('link', { name: /^Containers/ }).click();
    await waitFor(async () => (await numberOfRows('Containers')) === names.length, 'a row for each container');
    expect((await rows('Containers').getByRole('link').allTextContents()).sort()).toEqual(names.sort());
    await page.getByRole('searchbox', { name: 'Name, image, command or id' }).fill('shop-mig');
    await waitFor(async () => (await numberOfRows('Containers')) === 1, 'one row');
    expect(await rows('Containers').textContent()).toMatch(/shop-migrate.*Exited \(3\)/);
  });

  it('shows the images that docker images shows, each once', async () => {
    const ids = new Set(await namesOf(stack, 'images', '--no-trunc', '--quiet'));
    await page.getByRole('link', { name: /^Images/ }).click();
    await waitFor(async () => (await numberOfRows('Images')) === ids.size, 'a row for each image');
    const shown = await rows('Images').locator('code').allTextContents();
    expect(shown.sort()).toEqual([...ids].map((id) => id.replace('sha256:', '').slice(0, 12)).sort());
  });

  it(
    'pulls an image to two hosts at once, and every layer moves in the page, after a reload too',
    async () => {
      const reference = `${slow.address}/${IMAGE}`;
      await page.getByRole('link', { name: 'Pull', exact: true }).click();
      await page.getByLabel('Reference', { exact: true }).fill(reference);
      await page.getByRole('button', { name: 'Choose all' }).click();
      await page.getByRole('button', { name: 'Pull on 2 hosts' }).click();
      const sections = stack.hosts.map(({ name }) => page.getByRole('region', { name }));
      const seen = sections.map(() => new Set<string>());
      const look = async () => {
        for (const [index, section] of sections.entries())
          for (const phase of await phasesIn(section)) seen[index]?.add(phase);
      };
      await waitFor(async () => {
        await look();
        return seen.every((phases) => phases.has('downloading'));
      }, 'layers to be downloaded on both hosts');
      expect(await sections[0]?.textContent()).toMatch(/of [\d.]+ MB/);
      // The link gives both together 2.5 MB a second, so that a rate of bytes or of gigabytes would be wrong.
      await page
        .getByRole('main')
        .getByText(/[1-9][\d.,]* [kM]B\/s/)
        .first()
        .waitFor();

      await page.reload();
      await waitFor(async () => {
        await look();
        const states = await Promise.all(sections.map((section) => section.textContent()));
        return states.every((words) => words?.includes('Downloaded newer image'));
      }, 'both pulls to have succeeded in the page');
      await look();
      for (const [index, section] of sections.entries()) {
        const phases = await phasesIn(section);
        expect(phases).toHaveLength(LAYERS);
        expect(new Set(phases)).toEqual(new Set(['already-exists', 'complete']));
        expect([...(seen[index] ?? [])]).toEqual(expect.arrayContaining(['downloading', 'already-exists', 'complete']));
      }
      for (const { engine } of stack.hosts) {
        expect(await engine.docker('images', '--format', '{{.Repository}}:{{.Tag}}')).toContain(reference);
      }
    },
    START_MS,
  );

  it('follows the log of a container live', async () => {
    await page.goto('/containers/?q=shop-web-1');
    await page.getByRole('link', { name: 'shop-web-1' }).first().click();
    const log = page.getByRole('log');
    await page.getByText('Following live').waitFor();
    await log.getByText('serving /srv/www on port 80').waitFor();
    const count = () => log.locator('[data-index]').count();
    const before = await count();
    await waitFor(async () => (await count()) > before + 1, 'two more lines in the page');
    const lastLine = (await log.locator('[data-stream="stdout"]').last().textContent())?.trim() ?? '';
    const logs = await Promise.all(stack.hosts.map(({ engine }) => engine.docker('logs', 'shop-web-1')));
    expect(logs.some((text) => stripVTControlCharacters(text).includes(lastLine))).toBe(true);
  });

  it('gives a command that makes a machine a host, which then appears by itself', async () => {
    await page.getByRole('link', { name: /^Hosts/ }).click();
    await page.getByRole('button', { name: 'Add host' }).click();
    await page.getByRole('button', { name: 'Make the command' }).click();
    const dialog = page.getByRole('dialog');
    const command = await dialog.locator('code').textContent();
    expect(command).toMatch(/^curl -fsSL http:\S+\/agent\/install\.sh \| .*sh -s -- --token \S+$/);
    joining = runAsOn(newcomer, command ?? '');
    await dialog.getByText(`${newcomer.name} has joined`).waitFor({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Done' }).click();
    const row = rows('Hosts').filter({ hasText: newcomer.name });
    await row.getByText('Online').waitFor();
    const { id } = await stack.untilOnline(newcomer.name);
    await untilInventoryIsTrue(stack, { id, name: newcomer.name, engine: newcomer });
  }, 90_000);

  it('speaks Chinese, and is dark for who wants it', async () => {
    await page.goto('/');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('link', { name: /^总览/ }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('button', { name: '深色' }).click();
    expect(await brightness(page)).toBeLessThan(80);
    await page.reload();
    await page.getByRole('link', { name: /^总览/ }).waitFor();
    expect(await brightness(page)).toBeLessThan(80);
    await page.getByRole('button', { name: '浅色' }).click();
    expect(await brightness(page)).toBeGreaterThan(200);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: /^Overview/ }).waitFor();
  });

  it('fits a phone: no page is wider than 390 pixels', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const { items } = await stack.call('listContainers', { query: { limit: 1 } });
    const [container] = items;
    const detail = `/containers/detail/?host=${container?.hostId}&id=${container?.id}`;
    for (const place of [...PLACES, `/hosts/detail/?id=${stack.host(0).id}`, detail]) {
      await page.goto(place);
      await page.getByRole('main').getByRole('heading').first().waitFor();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ place, width }).toEqual({ place, width: 390 });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('signs out, and then shows nothing of the fleet', async () => {
    await page.goto('/hosts/');
    await browser.expecting(/401/, async () => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await page.goto('/hosts/');
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await page.getByRole('main').textContent()).not.toContain(stack.host(0).name);
    });
  });
});

/** The phases of a job's layers, in the order of the page. */
function phasesIn(section: Locator): Promise<string[]> {
  return section
    .locator('li[data-phase]')
    .evaluateAll((layers) => layers.map((each) => each.getAttribute('data-phase') ?? ''));
}

/** Lines that the docker CLI prints on the hosts together. */
async function namesOf(stack: Stack, ...args: string[]): Promise<string[]> {
  const printed = await Promise.all(stack.hosts.map(({ engine }) => engine.docker(...args)));
  return printed.flatMap((text) => text.split('\n')).filter(Boolean);
}

async function removeEverywhere(engine: Engine, reference: string): Promise<void> {
  const containers = await engine.docker('ps', '--all', '--quiet', '--filter', `ancestor=${reference}`);
  if (containers.trim() === '') return;
  await engine.docker('rm', '--force', ...containers.trim().split('\n'));
  await engine.docker('image', 'rm', reference);
}

/**
 * Runs a shell command on a host as its administrator would. The hosts of a fleet share the machine's files, so what
 * the command installs goes to folders that it alone sees, and it finds no systemd.
 */
function runAsOn(engine: Engine, command: string): ChildProcess {
  const own = ['/usr/local/lib', '/var/lib', '/run/systemd'].filter((folder) => existsSync(folder));
  const script = [...own.map((folder) => `mount -t tmpfs tmpfs ${folder}`), command].join(' && ');
  return engine.spawnInHost('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '', DOCKER_HOST: `unix://${engine.socketPath}` },
  });
}

/** Of the page's ground, 0 to 255. */
function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(
      Number,
    );
    return (red + green + blue) / 3;
  });
}
