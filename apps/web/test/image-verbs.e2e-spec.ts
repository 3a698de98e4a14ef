import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  openBrowser,
  runJob,
  type Stack,
  startJob,
  startStack,
  untilInventoryIsTrue,
  untilJobIs,
  waitFor,
} from '@roadstead/testing';
import type { Download, Locator, Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const run = promisify(execFile);
const START_MS = 120_000;
const JOB_MS = 60_000;
const SHOTS = process.env.ROADSTEAD_SHOTS;
const STORE = 'data/store:5.0';

/** What is done with images from the pages, checked against what the docker command then says on the hosts. */
describe('the verbs of images in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let store: string;
  let pushed: string;

  beforeAll(async () => {
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.1 } });
    for (const host of stack.hosts) await untilInventoryIsTrue(stack, host);
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    store = stack.registry.reference(STORE);
    pushed = stack.registry.reference('team/store:v0.2');
    await signIn(browser, stack.admin);
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const dialog = () => page.getByRole('dialog');
  const references = async (index: number) =>
    (await stack.host(index).engine.docker('images', '--format', '{{.Repository}}:{{.Tag}}')).trim().split('\n');
  const choose = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  const openImage = async (query: string) => {
    await page.goto(`/images/?q=${encodeURIComponent(query)}`);
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Layers' }).waitFor();
  };
  const succeeds = async () => {
    await page.waitForURL(/\/jobs\/detail\//);
    const jobId = new URL(page.url()).searchParams.get('id') ?? '';
    const hasSucceeded = async () => (await stack.call('getJob', { params: { jobId } })).state === 'succeeded';
    await waitFor(hasSucceeded, `job ${jobId} to succeed`, { timeoutMs: JOB_MS });
    await page.getByRole('main').getByText('Succeeded').first().waitFor();
  };

  it('tags an image chosen in the list, on the host that has it, and says what is wrong with a name', async () => {
    await page.goto(`/images/?q=${encodeURIComponent(STORE)}`);
    await choose(store);
    await page.getByRole('button', { name: 'Tag…' }).click();
    const name = dialog().getByLabel('New name');
    await name.fill('Team/Store:v0.2');
    await dialog().getByText('A repository name is in lower case.').waitFor();
    await expectDisabled(dialog().getByRole('button', { name: 'Tag on 1 host' }));
    await name.fill(pushed);
    await dialog().getByRole('button', { name: 'Tag on 1 host' }).click();
    await succeeds();
    expect(await references(1)).toEqual(expect.arrayContaining([store, pushed]));
    expect(await references(0)).not.toContain(pushed);
  });

  it('pushes it by that name, from that host', async () => {
    await untilInventoryIsTrue(stack, stack.host(1));
    await openImage(pushed);
    await page.getByRole('button', { name: 'Push…' }).click();
    await dialog().getByRole('combobox', { name: 'Name' }).selectOption(pushed);
    await dialog().getByText('repository team/store, as v0.2').waitFor();
    await dialog().getByRole('button', { name: 'Push', exact: true }).click();
    await succeeds();
    const tags = await fetch(`http://${stack.registry.address}/v2/team/store/tags/list`);
    expect(await tags.json()).toEqual({ name: 'team/store', tags: ['v0.2'] });
  });

  it('shows what a removal would do, names the container that stands against it, and takes one name off', async () => {
    await openImage(pushed);
    await page.getByRole('button', { name: 'Remove…' }).click();
    await dialog()
      .getByText(/Is refused: a container uses/)
      .waitFor();
    await dialog().getByRole('link', { name: 'data-store' }).waitFor();
    await dialog().getByRole('checkbox', { name: store }).uncheck();
    await dialog().getByText(`Untags ${pushed}. The image stays under its other names.`).waitFor();
    await dialog().getByRole('button', { name: 'Remove from 1 host' }).click();
    await succeeds();
    // The name, and with it the digest that the registry gave at the push.
    await page.getByRole('heading', { name: '2 names untagged' }).waitFor();
    await page.getByRole('listitem').getByText(pushed, { exact: true }).waitFor();
    expect(await references(1)).toContain(store);
    expect(await references(1)).not.toContain(pushed);
  });

  it('shows all of an image: its layers from the base up, what runs, what is set, and by whom', async () => {
    const host = stack.host(0);
    const { engine } = host;
    const text = [
      `FROM ${stack.registry.reference('ops/proxy:1.5')}`,
      ...[
        'MAINTAINER Ada <ada@example.com>',
        'ENTRYPOINT ["/bin/httpd"]',
        'CMD ["-f"]',
        'ENV MODE=full',
        'EXPOSE 8080',
      ],
      ...['VOLUME /full', 'USER 7', 'WORKDIR /srv', 'LABEL tier=full', 'STOPSIGNAL SIGINT', 'ONBUILD RUN echo child'],
      'HEALTHCHECK CMD true',
    ].join('\n');
    await runJob(stack, host, {
      kind: 'image.build',
      params: { source: { type: 'dockerfile', text }, tags: ['full:1'] },
    });
    await untilInventoryIsTrue(stack, host);
    await openImage('full:1');
    const main = page.getByRole('main');
    for (const shown of [
      ...['["/bin/httpd"]', '["-f"]', '/bin/httpd -f', 'The entrypoint wins, Cmd gives its arguments.'],
      ...['MODE=full', '8080/tcp', '/full', '/srv', 'tier=full', 'SIGINT', 'RUN echo child', '["CMD-SHELL","true"]'],
      'Ada <ada@example.com>',
    ])
      await main.getByText(shown).first().waitFor();
    const [{ RootFS }] = JSON.parse(await engine.docker('image', 'inspect', 'full:1'));
    const diffIds = page.locator('ol > li').locator('a[title^="sha256:"]');
    await waitFor(async () => (await diffIds.count()) === RootFS.Layers.length, 'every layer');
    const shownFromBase = (await diffIds.evaluateAll((all) => all.map((each) => each.getAttribute('title')))).reverse();
    expect(shownFromBase).toEqual(RootFS.Layers);
    await engine.docker('rmi', 'full:1');
  });

  it('commits a container as an untagged image, with an author and changes that the page has checked', async () => {
    await page.goto('/containers/?q=shop-web-2');
    await page.getByRole('table').getByRole('link', { name: 'shop-web-2' }).click();
    await page.getByRole('button', { name: 'Commit…' }).click();
    await dialog().getByLabel('Author (optional)').fill('Ada <ada@example.com>');
    const changes = dialog().getByLabel('Changes (optional)');
    await changes.fill('CMD ["/bin/httpd", "-f"]\nRUN make');
    await dialog()
      .getByText(/^RUN cannot be changed/)
      .waitFor();
    await changes.fill('CMD ["/bin/httpd", "-f"]');
    await dialog().getByRole('button', { name: 'Commit', exact: true }).click();
    await succeeds();
    const { engine } = stack.host(0);
    const id = (await engine.docker('images', '--no-trunc', '--quiet', '--filter', 'dangling=true')).trim();
    expect(await engine.docker('inspect', '--format', '{{.Author}} {{json .Config.Cmd}}', id)).toBe(
      'Ada <ada@example.com> ["/bin/httpd","-f"]\n',
    );
  });

  it('lists the untagged image as <none>, and gives it its first name', async () => {
    await untilInventoryIsTrue(stack, stack.host(0));
    await page.goto('/images/?untagged=true');
    await page.getByRole('table').getByRole('link', { name: '<none>' }).click();
    await page.getByRole('button', { name: 'Tag…' }).click();
    await dialog().getByText('It has no name yet.').waitFor();
    await dialog().getByLabel('New name').fill('web:v0.1');
    await dialog().getByRole('button', { name: 'Tag on 1 host' }).click();
    await succeeds();
    expect(await references(0)).toContain('web:v0.1');
  });

  it('saves two images in one tar, which another host loads with their names', async () => {
    await untilInventoryIsTrue(stack, stack.host(0));
    const proxy = stack.registry.reference('ops/proxy:1.5');
    await page.goto(`/images/?host=${stack.host(0).id}`);
    await choose(proxy);
    await choose('web:v0.1');
    await page.getByRole('button', { name: 'Save…' }).click();
    const tar = await download(page, dialog().getByRole('link', { name: 'Download' }));
    const loaded = await stack.host(1).engine.docker('load', '--input', await tar.path());
    expect(loaded.trim().split('\n').sort()).toEqual([`Loaded image: ${proxy}`, 'Loaded image: web:v0.1'].sort());
    await tar.delete();
  });

  it("exports a container's files", async () => {
    await page.goto('/containers/?q=shop-web-2');
    await page.getByRole('table').getByRole('link', { name: 'shop-web-2' }).click();
    const tar = await download(page, page.getByRole('link', { name: 'Export' }));
    const path = await tar.path();
    const { stdout } = await run('tar', ['--list', '--file', path], { maxBuffer: 16 * 1024 * 1024 });
    expect(stdout.split('\n')).toContain('srv/www/index.html');
    await rm(path);
  });

  it('removes an image from both hosts in one request, and lists what is untagged and what is deleted', async () => {
    for (const host of stack.hosts) await untilInventoryIsTrue(stack, host);
    await openImage('web:v0.1');
    await page.getByRole('button', { name: 'Remove…' }).click();
    await dialog().getByText('Untags web:v0.1 and deletes the image.').nth(1).waitFor();
    await dialog().getByRole('button', { name: 'Remove from 2 hosts' }).click();
    await page.waitForURL(/\/jobs\/batch\//);
    const gone = async () => ![...(await references(0)), ...(await references(1))].includes('web:v0.1');
    await waitFor(gone, 'both hosts to have lost the image');
    for (const { name } of stack.hosts) {
      const result = page.getByRole('region', { name });
      await result.getByRole('heading', { name: '1 name untagged' }).waitFor();
      await result.getByRole('heading', { name: /layers? (?:or|and) images? deleted/ }).waitFor();
    }
  });

  it('prunes what nothing uses on all hosts, one after the other', async () => {
    for (const { engine } of stack.hosts) await engine.docker('commit', await aContainer(engine));
    await stack.host(0).engine.docker('create', '--name', 'leftover', store);
    for (const host of stack.hosts) await untilInventoryIsTrue(stack, host);
    await page.goto('/images/');
    await page.getByRole('button', { name: 'Prune…' }).click();
    await dialog().getByRole('button', { name: 'Choose all' }).click();
    const goes = dialog().getByRole('region', { name: 'What goes, by name' });
    for (const { engine } of stack.hosts) {
      const ids = await engine.docker('images', '--quiet', '--no-trunc', '--filter', 'dangling=true');
      for (const id of ids.trim().split('\n')) await goes.getByTitle(id).first().waitFor();
    }
    await dialog()
      .getByRole('radio', { name: /^Stopped containers/ })
      .check();
    await goes.getByText('leftover').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/prune.png` });
    await dialog()
      .getByRole('radio', { name: /^Images/ })
      .check();
    await dialog()
      .getByRole('radio', { name: /^Rolling/ })
      .check();
    await dialog().getByRole('button', { name: 'Prune on 2 hosts' }).click();
    await page.waitForURL(/\/jobs\/batch\//);
    const dangling = async () => {
      const ids = await Promise.all(
        stack.hosts.map(({ engine }) => engine.docker('images', '--quiet', '--filter', 'dangling=true')),
      );
      return ids.join('').trim();
    };
    await waitFor(async () => (await dangling()) === '', 'no untagged image to be left on any host');
  });

  it('stops a rolling pull at a failure, shows each host under the whole, and retries where it failed or was not begun', async () => {
    const late = stack.registry.reference('team/late:1');
    await page.goto('/pull/');
    await page.getByLabel('Reference', { exact: true }).fill(late);
    await page.getByRole('button', { name: 'Choose all' }).click();
    await page.getByRole('radio', { name: /^Rolling/ }).check();
    await page.getByLabel('Hosts at a time', { exact: true }).fill('1');
    await page.getByLabel('Stop after failures').fill('1');
    await page.getByRole('button', { name: 'Pull on 2 hosts' }).click();
    await page.getByText('Stopped after one failure: one host was not begun.').waitFor();
    await page.getByRole('status').getByText('2 of 2 done, 1 failed').waitFor();
    await page.getByText('Rolling: one host at a time, stops after the first failure.').waitFor();
    const parts = stack.hosts.map(({ name }) => page.getByRole('region', { name, exact: true }));
    await parts[0]?.getByText(`The registry has no image ${late}`).first().waitFor();
    await parts[1]?.getByText('Not begun: jobs of this batch had failed before it (1).').first().waitFor();
    const first = page.url();

    const { engine } = stack.host(1);
    // An image of this host alone: of one that a host has under any name, its engine tells no layer.
    await engine.docker('tag', stack.registry.reference('shop/worker:2.0'), late);
    await engine.docker('push', '--quiet', late);
    await engine.docker('rmi', late);
    await page.getByRole('button', { name: 'Retry on 2 hosts' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/jobs/batch') && url.href !== first);
    await page.getByRole('status').getByText('2 of 2 done', { exact: true }).waitFor({ timeout: JOB_MS });
    for (const index of [0, 1]) expect(await references(index)).toContain(late);
    await parts[0]?.locator('li[data-phase]').nth(1).waitFor();
  });

  it('tells each attempt of a job whose agent was killed, and what came of it', async () => {
    const host = stack.host(0);
    const source = stack.registry.reference('team/late:1');
    process.kill(host.engine.pid, 'SIGSTOP');
    let jobId = '';
    try {
      jobId = await startJob(stack, host, { kind: 'image.tag', params: { source, target: 'team/twice:1' } });
      await untilJobIs(stack, jobId, 'running');
      await stack.killAgent9(host);
    } finally {
      process.kill(host.engine.pid, 'SIGCONT');
    }
    await stack.startAgent(host);
    await untilJobIs(stack, jobId, 'succeeded');
    await page.goto(`/jobs/detail/?id=${jobId}`);
    const entries = page.locator('section').filter({ hasText: 'Timeline' }).getByRole('listitem');
    await waitFor(async () => (await entries.count()) === 3, 'what happened to the job');
    expect(await entries.allTextContents()).toEqual([
      expect.stringContaining('Queued'),
      expect.stringMatching(/Attempt 1.*Interrupted/),
      expect.stringMatching(/Attempt 2.*Succeeded/),
    ]);
  });

  it('opens the form of each verb again as it was, and says when the image is not there any more', async () => {
    const again = async (kind: 'image.tag' | 'image.push' | 'container.commit' | 'image.prune') => {
      const { items } = await stack.call('listJobs', { query: { kind } });
      await page.goto(`/jobs/detail/?id=${items.at(-1)?.id}`);
      await page.getByRole('link', { name: 'Run again with changes…' }).click();
      await dialog().waitFor();
    };
    await again('image.tag');
    expect(await dialog().getByLabel('New name').inputValue()).toBe(pushed);
    await dialog().getByLabel('New name').fill('team/again:v1');
    await dialog().getByRole('button', { name: 'Tag on 1 host' }).click();
    await succeeds();
    expect(await references(1)).toContain('team/again:v1');
    await again('image.push');
    await dialog()
      .getByText(`${stack.host(1).name} has no image ${pushed} any more`)
      .waitFor();
    await again('container.commit');
    expect(await dialog().getByLabel('Author (optional)').inputValue()).toBe('Ada <ada@example.com>');
    expect(await dialog().getByLabel('Changes (optional)').inputValue()).toBe('CMD ["/bin/httpd", "-f"]');
    await again('image.prune');
    expect(
      await dialog()
        .getByRole('radio', { name: /^Images/ })
        .isChecked(),
    ).toBe(true);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });
});

async function aContainer(engine: { docker(...args: string[]): Promise<string> }): Promise<string> {
  const [id = ''] = (await engine.docker('ps', '--quiet')).trim().split('\n');
  return id;
}

async function download(page: Page, link: Locator): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(await file.failure()).toBeNull();
  return file;
}

async function expectDisabled(button: Locator): Promise<void> {
  expect(await button.isDisabled()).toBe(true);
}
