import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser, waitFor } from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { startStandIn } from './stand-in-api.mjs';

type StandIn = Awaited<ReturnType<typeof startStandIn>>;

const START_MS = 60_000;
const MIB = 1024 * 1024;
const SIZE = 24 * MIB;

/** What the page does when an upload does not go smoothly, against a stand-in that can be made to break it. */
describe('an upload', () => {
  let api: StandIn;
  let browser: Browser;
  let page: Page;
  let dir: string;
  let archive: string;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'roadstead-upload-spec-'));
    archive = join(dir, 'images.tar');
    writeFileSync(archive, Buffer.alloc(SIZE, 1));
    api = await startStandIn({ signedIn: true });
    browser = await openBrowser({ baseUrl: api.url });
    page = browser.page;
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await api?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const choose = () => page.locator('input[data-upload="file"]').setInputFiles(archive);
  const status = () => page.getByRole('main').getByRole('status');
  const isWhole = (index: number) => api.uploads.list()[index]?.received === SIZE;

  it('goes on by itself from where the connection broke', async () => {
    await page.goto('/load/');
    api.uploads.state.breakAfter = 5 * MIB;
    await browser.expecting(/uploads/, async () => {
      await choose();
      await status().getByText('Uploaded').waitFor();
    });
    expect(api.uploads.list()).toHaveLength(1);
    expect(isWhole(0)).toBe(true);
  });

  it('is still there after a reload, and can be left for another', async () => {
    await page.reload();
    await page.getByText('images.tar').waitFor();
    await status().getByText('Uploaded').waitFor();
    await page.getByRole('button', { name: 'Choose another' }).click();
    await page.getByLabel('Or use an earlier upload').waitFor();
  });

  it('pauses, and after a reload goes on once the same file is chosen again', async () => {
    await page.goto('/import/');
    const session = await page.context().newCDPSession(page);
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 2 * MIB,
    });
    await choose();
    await page.getByText(/of 25\.2 MB · .*\/s · .* left/).waitFor();
    await waitFor(() => (api.uploads.list()[1]?.received ?? 0) > MIB, 'a part to be there');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused at/).waitFor();
    const there = api.uploads.list()[1]?.received ?? 0;
    expect(there).toBeLessThan(SIZE);
    await session.detach();
    await page.reload();
    await page.getByText(/images\.tar was not uploaded to its end: .* of 25\.2 MB are there/).waitFor();
    await choose();
    await status().getByText('Uploaded').waitFor();
    expect(api.uploads.list()).toHaveLength(2);
    expect(isWhole(1)).toBe(true);
  });

  it('says so where a folder has nothing to send', async () => {
    await page.goto('/build/');
    await page.getByRole('button', { name: 'Folder or archive' }).click();
    await choose();
    await status().getByText('Uploaded').waitFor();
    await page.getByRole('button', { name: 'Choose another' }).click();
    const folder = join(dir, 'empty');
    mkdirSync(join(folder, '.git'), { recursive: true });
    writeFileSync(join(folder, '.git', 'HEAD'), 'ref');
    await page.locator('input[data-upload="folder"]').setInputFiles(folder);
    await page.getByRole('alert').getByText('There is nothing in this folder').waitFor();
  });

  it('is refused before it begins where it is larger than is taken', async () => {
    await page.goto('/load/');
    api.uploads.limits.maxBytes = MIB;
    await page.reload();
    await page.getByText('1.05 MB at most').waitFor();
    await choose();
    await page.getByRole('alert').getByText('an upload may have 1.05 MB at most').waitFor();
    expect(api.uploads.list()).toHaveLength(3);
  });
});
