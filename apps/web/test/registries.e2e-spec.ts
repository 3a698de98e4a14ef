import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  openBrowser,
  type Registry,
  runJob,
  type Stack,
  startRegistry,
  startStack,
  untilInventoryIsTrue,
  waitFor,
} from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
const ANNA = { user: 'anna', password: 'a-password-of-annas' };
/** Shares its base with images that stay on the host. */
const STORE = 'data/store:5.0';

describe('registries in a browser', () => {
  let dir: string;
  let stack: Stack;
  let accounts: Registry;
  let browser: Browser;
  let page: Page;
  let store: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-registries-'));
    // The registries of the fleet may be on this machine itself, where nothing is looked for unless it is allowed.
    const apiEnv = { ROADSTEAD_ALLOWED_ADDRESSES: '127.0.0.0/8' };
    stack = await startStack({ hosts: 1, web: true, samples: { scale: 0.1 }, apiEnv });
    accounts = await startRegistry({ dir, addresses: [stack.fleet.gatewayAddress], htpasswd: [ANNA] });
    store = stack.registry.reference(STORE);
    await pushForAnna();
    await untilInventoryIsTrue(stack, stack.host(0));
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    await signIn(browser, stack.admin, '/registries/');
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await accounts?.stop();
    await stack?.stop();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  async function pushForAnna(): Promise<void> {
    const { engine } = stack.host(0);
    await engine.docker('pull', store);
    await engine.docker('login', '--username', ANNA.user, '--password', ANNA.password, accounts.address);
    for (const tag of ['1.9', '1.10', 'latest']) {
      await engine.docker('tag', store, accounts.reference(`team/store:${tag}`));
      await engine.docker('push', accounts.reference(`team/store:${tag}`));
      await engine.docker('rmi', accounts.reference(`team/store:${tag}`));
    }
  }

  const dialog = () => page.getByRole('dialog');
  const signedInPage = () => page.getByRole('main').getByText('Signed in as anna').first();

  it('adds one only with a credential that it takes', async () => {
    await page.goto('/registries/');
    await page.getByRole('button', { name: 'Add registry' }).click();
    await dialog().getByLabel('Address').fill(accounts.address);
    await dialog().getByLabel('Name', { exact: true }).fill('Harbour');
    await dialog().getByLabel('User name').fill(ANNA.user);
    await dialog().getByRole('textbox', { name: 'Password' }).fill('wrong');
    await dialog().getByText('Allow plain HTTP').click();
    await browser.expecting(/400/, async () => {
      await dialog().getByRole('button', { name: 'Add registry' }).click();
      await dialog().getByRole('alert').getByText('did not take this user name and password').waitFor();
    });
    expect(await stack.call('listRegistries')).toEqual([]);
    await dialog().getByRole('textbox', { name: 'Password' }).fill(ANNA.password);
    await dialog().getByRole('button', { name: 'Add registry' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbour' }).waitFor();
    await signedInPage().waitFor();
  });

  it('shows its repositories, their tags, and the layers of one, by the keyboard alone', async () => {
    const repository = page.getByRole('button', { name: 'team/store' });
    await repository.waitFor();
    await repository.focus();
    await page.keyboard.press('Enter');
    const tags = page.getByRole('list', { name: 'Tags' }).getByRole('button');
    await tags.first().waitFor();
    expect(await tags.allTextContents()).toEqual(['latest', '1.10', '1.9']);
    await tags.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const image = page.getByRole('region', { name: accounts.reference('team/store:1.10') });
    await image.getByRole('heading', { name: 'Layers' }).waitFor();
    const shown = await image
      .getByRole('listitem')
      .filter({ has: page.getByLabel('Copy the digest of the blob') })
      .count();
    const [{ RootFS }] = JSON.parse(await stack.host(0).engine.docker('image', 'inspect', store));
    expect(shown).toBe(RootFS.Layers.length);
    await image.getByText('nothing to fetch').or(image.getByText('only the name is new')).waitFor();
    await page.reload();
    await image.getByRole('heading', { name: 'Layers' }).waitFor();
    await image.getByRole('link', { name: 'Pull' }).waitFor();
  });

  it('finds a repository by a part of its name, and opens one that is typed', async () => {
    await page.getByRole('searchbox', { name: 'Search repositories' }).fill('stor');
    await page.getByRole('list', { name: 'Repositories' }).getByRole('button', { name: 'team/store' }).waitFor();
    await browser.expecting(/404/, async () => {
      await page.getByRole('searchbox', { name: 'Search repositories' }).fill('team/none');
      await page.getByRole('button', { name: 'Open team/none' }).click();
      await page.getByText('The registry has no image team/none').waitFor();
    });
  });

  it(
    'says before a pull what it then takes from the network',
    async () => {
      const host = stack.host(0);
      await stack.call('createRegistry', { body: { name: 'fleet', address: stack.registry.address, insecure: true } });
      const containers = await host.engine.docker('ps', '--all', '--quiet', '--filter', `ancestor=${store}`);
      for (const id of containers.split('\n').filter(Boolean)) await host.engine.docker('rm', '--force', id);
      await host.engine.docker('image', 'rm', store);
      await untilInventoryIsTrue(stack, host);
      const costNow = () => stack.call('pullCost', { params: { hostId: host.id }, query: { reference: store } });
      const cost = await costNow();
      expect(cost.bytesMissing).toBeGreaterThan(0);
      expect(cost.bytesPresent).toBeGreaterThan(0);
      const job = await runJob(stack, host, { kind: 'image.pull', params: { reference: store } });
      const layers = job.progress?.layers ?? [];
      const fetched = layers.filter(({ phase }) => phase !== 'already-exists');
      expect(fetched).toHaveLength(cost.layers.filter(({ present }) => !present).length);
      expect(layers).toHaveLength(cost.layers.length);
      expect(job.progress?.bytesTotal).toBe(cost.bytesMissing);
      await untilInventoryIsTrue(stack, host);
      expect(await costNow()).toMatchObject({ upToDate: true, bytesMissing: 0 });
    },
    START_MS,
  );

  it('signs in for a pull by itself, where its user may', async () => {
    const host = stack.host(0);
    await host.engine.docker('logout', accounts.address);
    const reference = accounts.reference('team/store:1.9');
    const { result } = await runJob(stack, host, { kind: 'image.pull', params: { reference } });
    expect(result.changed).toBe(true);
  });

  it('checks, signs out and removes, each after its consequences were said', async () => {
    const [harbour] = (await stack.call('listRegistries')).filter(({ name }) => name === 'Harbour');
    await page.goto(`/registries/detail/?id=${harbour?.id}`);
    await page.getByRole('button', { name: 'Check now' }).click();
    await signedInPage().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).last().click();
    await dialog().getByText('are forgotten').waitFor();
    await browser.expecting(/403/, async () => {
      await dialog().getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Asks for a user name').waitFor();
      await page.getByRole('alert').getByText('to nobody who has not signed in').waitFor();
    });
    await page.getByRole('button', { name: 'Remove…' }).click();
    await dialog().getByText('Images stay where they are').waitFor();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
    await waitFor(async () => (await stack.call('listRegistries')).length === 1, 'the registry to be gone');
  });

  it('fits a phone, and speaks Chinese', async () => {
    const [fleet] = await stack.call('listRegistries');
    await page.setViewportSize({ width: 390, height: 844 });
    const places = ['', '&repository=data/store', '&repository=data/store&tag=5.0'];
    for (const place of ['/registries/', ...places.map((query) => `/registries/detail/?id=${fleet?.id}${query}`)]) {
      await page.goto(place);
      await page.getByRole('main').getByRole('heading').first().waitFor();
      await page.waitForLoadState('networkidle');
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ place, width }).toEqual({ place, width: 390 });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('link', { name: '镜像仓库' }).first().waitFor();
    await page.getByRole('button', { name: 'English' }).click();
  });

  it.each(['light', 'dark'] as const)('has nothing serious for axe-core to find in %s colours', async (colorScheme) => {
    const [fleet] = await stack.call('listRegistries');
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [address, mark] of [
      ['/registries/', page.getByRole('table')],
      ['/registries/?add=1', page.getByRole('dialog')],
      [`/registries/detail/?id=${fleet?.id}`, page.getByRole('list', { name: 'Repositories' })],
      [
        `/registries/detail/?id=${fleet?.id}&repository=data/store&tag=5.0`,
        page.getByRole('heading', { name: 'Layers' }),
      ],
    ] as const) {
      await page.goto(address);
      await mark.waitFor();
      expect({ address, findings: await axeFindings(page) }).toEqual({ address, findings: [] });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('leaves its passwords in no log and no table', async () => {
    const body = {
      name: 'again',
      address: accounts.address,
      insecure: true,
      username: ANNA.user,
      password: ANNA.password,
    };
    await stack.call('createRegistry', { body });
    await runJob(stack, stack.host(0), {
      kind: 'image.pull',
      params: { reference: accounts.reference('team/store:1.10') },
    });
    const tables = await stack.rows<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const texts = new Map(await stack.logs());
    for (const { name } of tables) {
      const rows = await stack.rows<{ text: string }>(`SELECT t::text AS text FROM "${name}" t`);
      texts.set(`table ${name}`, rows.map(({ text }) => text).join('\n'));
    }
    const forms = [ANNA.password, base64(ANNA.password), base64(`${ANNA.user}:${ANNA.password}`)];
    for (const [where, text] of texts)
      expect({ where, found: forms.filter((form) => text.includes(form)) }).toEqual({ where, found: [] });
  });

  it('keeps credentials for Git hosts, and never shows their passwords again', async () => {
    await page.goto('/registries/');
    const list = page.getByRole('list', { name: 'Git credentials' });
    await page.getByRole('button', { name: 'Add Git credential' }).click();
    await dialog().getByLabel('Host').fill('git.example.com');
    await dialog().getByLabel('User name').fill('builder');
    await dialog().getByRole('textbox', { name: 'Password or access token' }).fill('t0ken');
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await list.getByText('as builder').waitFor();
    const [kept] = await stack.call('listGitCredentials');
    expect(kept).toMatchObject({ name: 'git.example.com', host: 'git.example.com', username: 'builder' });
    expect(JSON.stringify(kept)).not.toContain('t0ken');

    await page.getByRole('button', { name: 'Edit git.example.com' }).click();
    await dialog().getByLabel('Name', { exact: true }).fill('Forge');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await list.getByText('Forge').waitFor();
    await page.goto('/build/');
    await page.getByRole('button', { name: 'Git repository' }).click();
    await page.getByLabel('Repository').fill('https://git.example.com/team/shop.git');
    await page.getByLabel('Credential').selectOption({ label: 'Forge, as builder' });

    await page.goto('/registries/');
    await list.getByText('Forge').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove Forge' }).click();
    await dialog().getByRole('button', { name: 'Remove credential' }).click();
    await page.getByText('There is none yet. Add one for the host').waitFor();
    expect(await stack.call('listGitCredentials')).toEqual([]);
  });
});

/** Without its end, which depends on what follows. */
function base64(text: string): string {
  return Buffer.from(text).toString('base64').slice(0, -4);
}
