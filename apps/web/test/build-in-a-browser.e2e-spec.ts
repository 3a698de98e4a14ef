import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, loadServices, openBrowser, type Stack, startStack, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
const BUILD_MS = 60_000;
const GIT_ADDRESS = '127.0.0.1';

/** Builds as a person does them in the page, on a real engine; what came of them is asked of the docker command. */
describe('building in a browser', () => {
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let dir: string;
  let git: { url: string; process: ChildProcess };
  let base: string;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'roadstead-build-spec-'));
    git = await serveRepository(join(dir, 'git'));
    stack = await startStack({
      hosts: 1,
      web: true,
      samples: { scale: 0.1, containers: false },
      apiEnv: { ROADSTEAD_ALLOWED_ADDRESSES: `${GIT_ADDRESS}/32` },
    });
    base = stack.registry.reference('roadstead/base:1');
    browser = await openBrowser({ baseUrl: stack.url });
    page = browser.page;
    await signIn(browser, stack.admin);
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    git?.process.kill();
    await stack?.stop();
    rmSync(dir, { recursive: true, force: true });
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const editor = () => page.locator('.cm-content');
  /** As by hand: a fill from outside may lose the selection of an editor that is just being set up, and would add. */
  const retype = async (text: string) => {
    await editor().press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
    await waitFor(async () => (await typed()) === text, 'the editor to have the new text alone');
  };
  const typed = async () => (await editor().locator('.cm-line').allTextContents()).join('\n');
  const source = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const build = () => page.getByRole('button', { name: 'Build on 1 host' }).click();
  const steps = (name: string) => page.locator('[data-step]').filter({ hasText: name });
  const stateOf = (name: string) => steps(name).getAttribute('data-state');
  const output = () => page.getByRole('log', { name: /Output of step/ });
  const succeeds = () =>
    page.getByRole('main').getByRole('status').getByText('Succeeded').waitFor({ timeout: BUILD_MS });
  const whatIsBuilt = async (tag: string, path: string) =>
    (await stack.host(0).engine.docker('run', '--rm', tag, 'cat', path)).trim();

  it('advises on a Dockerfile as it is typed, and applies a fix by a click', async () => {
    await page.goto('/build/');
    await retype(`FROM ${base}\nMAINTAINER ada@example.com\nEXPOSE 99999\n`);
    const advice = page.getByRole('region', { name: 'Advice' });
    await advice.getByText('99999 is no port to expose').waitFor();
    await advice.getByRole('button', { name: 'Write as LABEL' }).click();
    await advice.getByText('MAINTAINER is deprecated').waitFor({ state: 'detached' });
    await waitFor(
      async () => (await editor().textContent())?.includes('LABEL org.opencontainers.image.authors'),
      'the fix',
    );
    await page.getByRole('button', { name: /^Line 3/ }).click();
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('cm-content');
    expect(await page.locator('.cm-lintRange-error').textContent()).toBe('99999');
  });

  it('keeps what is typed over a reload', async () => {
    await page.getByLabel('Names', { exact: true }).fill('not/Valid:1');
    await page.getByText('not/Valid:1: A repository name is in lower case.').waitFor();
    expect(await page.getByRole('button', { name: 'Build on 1 host' }).isDisabled()).toBe(true);
    await page.reload();
    await editor().getByText('EXPOSE 99999').waitFor();
    expect(await page.getByLabel('Names', { exact: true }).inputValue()).toBe('not/Valid:1');
  });

  it(
    'shows a build live, step by step with its output, and then what it came to',
    async () => {
      await retype(
        [
          `FROM ${base}`,
          'RUN echo the first says this; sleep 4; echo and this > /first',
          'RUN echo "\u001b[32mgreen\u001b[0m" && cp /first /second',
          'CMD ["cat", "/second"]',
        ].join('\n'),
      );
      await page.getByLabel('Names', { exact: true }).fill('built/web:1');
      await build();
      await page.waitForURL('**/jobs/detail/**');
      await page.getByRole('heading', { name: 'Build built/web:1' }).waitFor();
      await steps('the first says').and(page.locator('[data-state="running"]')).waitFor({ timeout: BUILD_MS });
      await output().getByText('the first says this').waitFor();
      expect(await page.getByRole('main').getByText('Succeeded').count()).toBe(0);
      await succeeds();
      expect(await stateOf('the first says')).toBe('done');
      await steps('cp /first').click();
      await output().getByText('green', { exact: false }).first().waitFor();
      expect(await output().textContent()).not.toContain('[32m');
      expect(await whatIsBuilt('built/web:1', '/second')).toBe('and this');
    },
    BUILD_MS * 2,
  );

  it(
    'builds again with changes: what stands above the change is cached',
    async () => {
      await page.getByRole('link', { name: 'Run again with changes…' }).click();
      await editor().getByText('cp /first').waitFor();
      await retype((await typed()).replace('cp /first', 'echo changed && cp /first'));
      await build();
      await page.waitForURL('**/jobs/detail/**');
      await succeeds();
      expect(await stateOf('the first says')).toBe('cached');
      expect(await stateOf('echo changed')).toBe('done');
      await steps('the first says').getByText('cached').waitFor();
    },
    BUILD_MS * 2,
  );

  it(
    'builds a folder from the reader’s machine, without what .dockerignore names',
    async () => {
      const folder = join(dir, 'shop');
      write(folder, {
        Dockerfile: `FROM ${base}\nCOPY . /srv/\nRUN ls -R /srv\n`,
        '.dockerignore': 'node_modules\n*.log\n',
        'src/页面.txt': 'from a folder',
        'node_modules/a/index.js': 'not sent',
        'debug.log': 'not sent',
      });
      await page.goto('/build/');
      await source('Folder or archive');
      await page.locator('input[data-upload="folder"]').setInputFiles(folder);
      await page.getByText('3 files; 2 left out', { exact: false }).waitFor();
      await page.getByRole('status').getByText('Uploaded').waitFor();
      await page.getByLabel('Names', { exact: true }).fill('built/folder:1');
      await build();
      await page.waitForURL('**/jobs/detail/**');
      await succeeds();
      expect(await whatIsBuilt('built/folder:1', '/srv/src/页面.txt')).toBe('from a folder');
      expect(await stack.host(0).engine.docker('run', '--rm', 'built/folder:1', 'ls', '-A', '/srv')).not.toMatch(
        /node_modules|debug/,
      );
    },
    BUILD_MS * 2,
  );

  it(
    'builds a branch of a Git repository, from a folder in it',
    async () => {
      await page.goto('/build/');
      await source('Git repository');
      await page.getByLabel('Repository', { exact: true }).fill(git.url);
      await page.getByLabel('Branch, tag or commit (optional)').fill('next');
      await page.getByLabel('Folder (optional)').fill('services/web');
      await page.getByLabel('Build arguments (optional)').fill(`BASE=${base}`);
      await page.getByLabel('Names', { exact: true }).fill('built/git:1');
      await build();
      await page.waitForURL('**/jobs/detail/**');
      await succeeds();
      expect(await whatIsBuilt('built/git:1', '/page')).toBe('on the next branch');
    },
    BUILD_MS * 2,
  );

  it(
    'says at which step a build failed and with which words, and opens the form to mend it',
    async () => {
      await page.goto('/build/');
      await source('Typed Dockerfile');
      await retype(`FROM ${base}\nRUN echo it breaks here && exit 3\n`);
      await page.getByLabel('Names', { exact: true }).fill('built/broken:1');
      await build();
      await page.waitForURL('**/jobs/detail/**');
      await page.getByRole('main').getByRole('status').getByText('Failed').waitFor({ timeout: BUILD_MS });
      expect(await stateOf('it breaks here')).toBe('failed');
      await output().getByText('it breaks here', { exact: false }).first().waitFor();
      await page.getByText(/The build failed at .*it breaks here/).waitFor();
      await page.getByRole('link', { name: 'Run again with changes…' }).click();
      await editor().getByText('it breaks here').waitFor();
      expect(await page.getByLabel('Names', { exact: true }).inputValue()).toBe('built/broken:1');
    },
    BUILD_MS * 2,
  );

  it(
    'cancels a build that is under way',
    async () => {
      await retype(`FROM ${base}\nRUN echo long && sleep 300\n`);
      await build();
      await page.waitForURL('**/jobs/detail/**');
      await steps('sleep 300').and(page.locator('[data-state="running"]')).waitFor({ timeout: BUILD_MS });
      await page.getByRole('button', { name: 'Cancel…' }).click();
      await page.getByRole('dialog').getByText('Steps that are done stay in the cache').waitFor();
      await page.getByRole('button', { name: 'Cancel the build' }).click();
      await page.getByRole('main').getByRole('status').getByText('Canceled').waitFor({ timeout: BUILD_MS });
    },
    BUILD_MS * 2,
  );
});

function write(folder: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A repository with a branch `next`, served by git's own daemon. */
async function serveRepository(root: string): Promise<{ url: string; process: ChildProcess }> {
  const { freePort } = await loadServices();
  const repository = join(root, 'shop.git');
  const gitIn = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: repository,
      stdio: 'pipe',
    });
  write(repository, {
    'services/web/Dockerfile': 'ARG BASE\nFROM $BASE\nCOPY page /page\n',
    'services/web/page': 'on main',
  });
  gitIn('init', '--quiet', '--initial-branch=main', '.');
  gitIn('add', '.');
  gitIn('commit', '--quiet', '--message', 'first');
  gitIn('checkout', '--quiet', '-b', 'next');
  write(repository, { 'services/web/page': 'on the next branch' });
  gitIn('commit', '--quiet', '--all', '--message', 'next');
  gitIn('checkout', '--quiet', 'main');
  const port = await freePort();
  const options = ['--export-all', `--base-path=${root}`, `--listen=${GIT_ADDRESS}`, `--port=${port}`];
  const daemon = spawn('git', ['daemon', '--reuseaddr', ...options], { stdio: 'ignore' });
  await waitFor(() => answers(port), 'the git daemon to answer');
  return { url: `git://${GIT_ADDRESS}:${port}/shop.git`, process: daemon };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, GIT_ADDRESS, () => resolve(true));
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => resolve(false));
  });
}
