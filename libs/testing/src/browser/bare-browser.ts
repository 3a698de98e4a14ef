import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { CHROMIUM_FLAGS, chromiumPath } from './browser.js';

/**
 * A Chromium for measuring: nobody listens in on its pages. Playwright has the browser tell of every message of every
 * WebSocket, so that all bytes that a page receives go, as base64, through the page's own thread, the browser and this process
 * once more: of a flood of a log that is a good part of what is to be measured. No reader's browser does so.
 */
export interface BareBrowser {
  /** A window of its own, which is in sight. */
  openPage(): Promise<BarePage>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface BarePage {
  goto(url: string): Promise<void>;
  /** What an expression, or the promise that it makes, comes to. */
  evaluate<T>(expression: string): Promise<T>;
  /** Waits for an expression to be true; also while a page comes. */
  until(expression: string, timeoutMs?: number): Promise<void>;
}

const VIEWPORT = { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false };
const POLL_MS = 50;

interface Answer {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

export async function openBareBrowser(): Promise<BareBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'roadstead-browser-'));
  const args = [...CHROMIUM_FLAGS, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(chromiumPath(), args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const devtools = new DevTools(child.stdio[3] as Duplex, child.stdio[4] as Duplex);
  return {
    async openPage() {
      const { targetId } = await devtools.ask('Target.createTarget', { url: 'about:blank', newWindow: true });
      const { sessionId } = await devtools.ask('Target.attachToTarget', { targetId, flatten: true });
      const page = pageOf((method, params) => devtools.ask(method, params, sessionId as string));
      await devtools.ask('Emulation.setFocusEmulationEnabled', { enabled: true }, sessionId as string);
      await devtools.ask('Emulation.setDeviceMetricsOverride', VIEWPORT, sessionId as string);
      return page;
    },
    async [Symbol.asyncDispose]() {
      const closed = child.exitCode === null ? once(child, 'close') : undefined;
      await devtools.ask('Browser.close').catch(() => child.kill());
      await closed;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

type Ask = (method: string, params?: object) => Promise<Record<string, unknown>>;

function pageOf(ask: Ask): BarePage {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const answer = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = answer as { result: { value: T }; exceptionDetails?: { text: string } };
    if (exceptionDetails !== undefined) throw new Error(`${exceptionDetails.text}: ${JSON.stringify(result)}`);
    return result.value;
  };
  const until = async (expression: string, timeoutMs = 30_000) => {
    const deadline = Date.now() + timeoutMs;
    // The page before goes with what was asked of it.
    while (!(await evaluate<boolean>(`Boolean(${expression})`).catch(() => false))) {
      if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  return {
    evaluate,
    until,
    async goto(url) {
      const { errorText } = await ask('Page.navigate', { url });
      if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
      await until(`document.readyState === 'complete'`);
    },
  };
}

/** The DevTools protocol over a pair of pipes: JSON, a NUL after each message. */
class DevTools {
  #last = 0;
  readonly #asked = new Map<number, (answer: Answer) => void>();
  #rest = '';

  constructor(
    private readonly to: Duplex,
    from: Duplex,
  ) {
    from.setEncoding('utf8');
    from.on('data', (text: string) => this.#take(text));
    from.on('close', () => {
      for (const settle of this.#asked.values()) settle({ error: { message: 'The browser has ended' } });
    });
    to.on('error', () => undefined);
  }

  async ask(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    this.#last += 1;
    const id = this.#last;
    const answer = new Promise<Answer>((resolve) => this.#asked.set(id, resolve));
    this.to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result = {}, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #take(text: string): void {
    const [first = '', ...others] = text.split('\0');
    const messages = [this.#rest + first, ...others];
    this.#rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      if (answer.id === undefined) continue;
      this.#asked.get(answer.id)?.(answer);
      this.#asked.delete(answer.id);
    }
  }
}
