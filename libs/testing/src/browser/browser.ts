import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Nothing that reaches out by itself: no updates, no sync, no first-run pages. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface BrowserOptions {
  /** Relative addresses given to `page.goto` begin here. */
  baseUrl: string;
  viewport?: { width: number; height: number };
  /** @default 'en-GB' */
  locale?: string;
}

export interface Browser {
  readonly page: Page;
  /** Errors on the console, uncaught exceptions, failed requests and replies of 400 and above, as they came. */
  readonly problems: string[];
  /** Problems that match are meant to be: they are not collected while `work` runs. */
  expecting(pattern: RegExp, work: () => Promise<void>): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a real Chromium (`CHROMIUM_PATH`, or the system's) with a profile of its own. */
export async function openBrowser({ baseUrl, viewport, locale = 'en-GB' }: BrowserOptions): Promise<Browser> {
  // Loaded here and not above: the launcher uses this package for its fleet, and has no use for a browser.
  const { chromium } = await import('playwright-core');
  const profile = await mkdtemp(join(tmpdir(), 'roadstead-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: CHROMIUM_FLAGS,
    baseURL: baseUrl,
    viewport: viewport ?? { width: 1440, height: 900 },
    locale,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const problems: string[] = [];
  const expected = new Set<RegExp>();
  collectProblems(page, (problem) => {
    if (![...expected].some((pattern) => pattern.test(problem))) problems.push(problem);
  });
  return {
    page,
    problems,
    async expecting(pattern, work) {
      expected.add(pattern);
      try {
        await work();
      } finally {
        expected.delete(pattern);
      }
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

export function chromiumPath(): string {
  return process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
}

function collectProblems(page: Page, add: (problem: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error') add(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => add(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // What a navigation or a closed view breaks off by itself.
    if (reason !== 'net::ERR_ABORTED') add(`failed: ${request.method()} ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) add(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
}
