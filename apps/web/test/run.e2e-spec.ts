import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, type Stack, startStack, untilInventoryIsTrue, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
const JOB_MS = 60_000;
const WEB = 'shop/web:1.0';
const SHOTS = process.env.ROADSTEAD_SHOTS;
const SECRET = 'a value that nobody else sees';

/** Containers that are made from the page, checked against what the docker command then says on the hosts. */
describe('running containers in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let base: string;

  beforeAll(async () => {
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.05, containers: false } });
    base = stack.registry.reference('roadstead/base:1');
    await stack.host(0).engine.docker('pull', '--quiet', base);
    await untilInventoryIsTrue(stack, stack.host(0));
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

  const inspect = async (name: string, host = 0) =>
    JSON.parse(await stack.host(host).engine.docker('inspect', name))[0];
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const choose = (host: number) => page.getByRole('checkbox', { name: stack.host(host).name });
  const ends = async (state: 'succeeded' | 'failed') => {
    await page.waitForURL(/\/jobs\/detail\//);
    const jobId = new URL(page.url()).searchParams.get('id') ?? '';
    const job = () => stack.call('getJob', { params: { jobId } });
    await waitFor(async () => (await job()).state === state, `the job to have ${state}`, { timeoutMs: JOB_MS });
    return job();
  };
  const startsPage = async (port: number) =>
    waitFor(
      async () => (await fetch(`http://${stack.host(0).engine.address}:${port}/greeting`)).text(),
      'the published port to answer',
    );

  it('runs an image from its own page, with a port, a variable and a command, and it answers', async () => {
    await page.goto(`/images/?q=${encodeURIComponent(base)}`);
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('link', { name: 'Run…' }).click();
    await page.waitForURL(/\/run\//);
    expect(await field('Image').inputValue()).toBe(base);
    await field('Name (optional)').fill('greeter');
    await field('Command (optional)').fill(`sh -c 'mkdir /www; echo "$GREETING" > /www/greeting; httpd -f -h /www'`);
    await page.getByText("The command, in place of the image's CMD.").waitFor();
    await field('Environment (optional)').fill(`GREETING=${SECRET}`);
    await field('Published ports (optional)').fill('8081:80');
    await choose(0).check();
    const preview = page.getByRole('region', { name: 'The same elsewhere' });
    await preview.getByText('--publish 8081:80').waitFor();
    await preview.getByRole('button', { name: 'compose.yaml' }).click();
    await preview.getByText('- "8081:80"').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run on 1 host' }).click();
    const job = await ends('succeeded');
    await page.getByText(`greeter runs on ${stack.host(0).name}.`).waitFor();
    expect(JSON.stringify(job)).not.toContain(SECRET);
    expect(await page.getByRole('main').textContent()).not.toContain(SECRET);
    expect(await startsPage(8081)).toBe(`${SECRET}\n`);
    await untilInventoryIsTrue(stack, stack.host(0));
  });

  it('says before and after that a port is taken, and by whom, and leaves nothing', async () => {
    await page.goto(`/run/?image=${encodeURIComponent(base)}&host=${stack.host(0).id}`);
    await field('Name (optional)').fill('late');
    await field('Command (optional)').fill('sleep 3600');
    await field('Published ports (optional)').fill('8081:80');
    await page.getByText(`Port 8081 of ${stack.host(0).name} is taken by greeter.`).waitFor();
    await page.getByRole('button', { name: 'Run on 1 host' }).click();
    expect((await ends('failed')).error).toMatchObject({
      code: 'container.port-taken',
      message: `Port 8081 of host ${stack.host(0).name} is taken by container greeter. Choose another port, or stop that container.`,
    });
    expect(await stack.host(0).engine.docker('ps', '--all', '--quiet', '--filter', 'name=late')).toBe('');
  });

  it('again with changes: the form is as it was, and a name that is taken is told', async () => {
    await page.getByRole('link', { name: 'Run again with changes…' }).click();
    await page.waitForURL(/\/run\/\?again=/);
    expect(await field('Published ports (optional)').inputValue()).toBe('8081:80');
    await field('Published ports (optional)').fill('8082:80');
    await field('Name (optional)').fill('greeter');
    await page.getByRole('button', { name: 'Run on 1 host' }).click();
    expect((await ends('failed')).error).toMatchObject({ code: 'container.name-taken' });
    await page.getByText(/Another container on host .* is called greeter/).waitFor();
  });

  it('another like it: its own settings, without what its image says, and its values where one may see them', async () => {
    const { Id } = await inspect('greeter');
    await page.goto(`/containers/detail/?host=${stack.host(0).id}&id=${Id}`);
    await page.getByRole('link', { name: 'Run another like it…' }).click();
    await field('Image').waitFor();
    expect(await field('Environment (optional)').inputValue()).toBe(`GREETING=${SECRET}`);
    expect(await field('Published ports (optional)').inputValue()).toBe('8081:80');
    await field('Published ports (optional)').fill('');
    await page.getByText('Process, labels and terminal').click();
    await page.getByRole('checkbox', { name: 'Terminal' }).check();
    await page.getByRole('button', { name: 'Run on 1 host' }).click();
    const { result } = await ends('succeeded');
    const { Config, HostConfig } = await inspect(String(result?.containerId));
    expect(Config).toMatchObject({ Tty: true, Env: expect.arrayContaining([`GREETING=${SECRET}`]) });
    expect(HostConfig.PortBindings ?? {}).toEqual({});
  });

  it('another like it: says which of its settings the form has no field for', async () => {
    const { engine, id: host } = stack.host(0);
    const settings = ['--add-host', 'db:192.0.2.7', '--publish', '9000-9001:80', '--tmpfs', '/fast:size=2m'];
    const volume = ['--volume', '/scratch', '--network', 'host', '--no-healthcheck'];
    const like = (await engine.docker('create', '--name', 'particular', ...settings, ...volume, base)).trim();
    await waitFor(
      async () => (await stack.call('listContainers', { query: { q: 'particular' } })).items.length === 1,
      'the container in the inventory',
    );
    await page.goto(`/run/?${new URLSearchParams({ host, like })}`);
    const told = page.getByRole('region', { name: 'Not in this form' });
    await told.getByText('--add-host db:192.0.2.7').waitFor();
    await told.getByText('--publish 9000-9001:80/tcp').waitFor();
    expect(await told.getByRole('listitem').count()).toBe(2);
    expect(await field('Mounts (optional)').inputValue()).toBe('tmpfs:/fast:2m\n/scratch');
    expect(await axeFindings(page)).toEqual([]);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/run-like.png` });
    await engine.docker('rm', like);
  });

  it('pulls the image where it is missing, on two hosts one after the other', async () => {
    const image = stack.registry.reference(WEB);
    await page.goto('/run/');
    await field('Image').fill(image);
    await choose(0).check();
    await choose(1).check();
    await page.getByText(/it is pulled there first/).waitFor();
    await field('Name (optional)').fill('web');
    await page.getByRole('radio', { name: /^Rolling/ }).check();
    await page.getByRole('button', { name: 'Run on 2 hosts' }).click();
    await page.waitForURL(/\/jobs\/batch\//);
    for (const { name } of stack.hosts) {
      await page.getByRole('region', { name }).getByText(`web runs on ${name}.`).waitFor({ timeout: JOB_MS });
    }
    await page.getByText('Pull complete').first().waitFor();
    for (const host of [0, 1]) expect((await inspect('web', host)).State.Status).toBe('running');
    const { items } = await stack.call('listImages', { query: { q: image } });
    const { status, came } = await stack.call('getImageOrigin', { params: { imageId: items[0]?.id ?? '' } });
    const told = came.map(({ hostName, detail }) => [hostName, detail]).sort();
    const digest = expect.stringMatching(/^sha256:/);
    const pulls = stack.hosts.map(({ name }) => [name, { kind: 'image.pull', reference: image, digest }]).sort();
    expect([status, told]).toEqual(['came', pulls]);
  });

  it('tells of what cannot be meant before it is sent, and forgets values when the page is reloaded', async () => {
    await page.goto(`/run/?image=${encodeURIComponent(base)}&host=${stack.host(0).id}`);
    await field('Published ports (optional)').fill('http');
    await page.getByText('http is not a port').waitFor();
    expect(await page.getByRole('button', { name: 'Run on 1 host' }).isDisabled()).toBe(true);
    await field('Published ports (optional)').fill('');
    await field('Environment (optional)').fill('TOKEN=secret');
    // What is typed is written to the browser's storage after a moment, and when the page goes.
    await page.reload();
    await page.getByText('TOKEN has no value').waitFor();
    expect(await field('Environment (optional)').inputValue()).toBe('TOKEN');
  });
});
