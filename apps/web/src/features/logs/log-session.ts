import type { LogStreamMessage, LogsQuery } from '@roadstead/contract';
import { routeUrl } from '../../lib/api/call';
import { FrameDecoder } from './frame-decoder';
import { LineRing } from './line-ring';
import { LineSplitter, type LogLine } from './line-splitter';

export const KEPT_LINES = 50_000;
/** Time of a frame that may go into taking lines in; the rest is for drawing. */
const BUDGET_MS = 6;
/** How often lines are taken in while the page is not in sight and draws no frames. */
const HIDDEN_INTERVAL_MS = 250;
const RECONNECT_MS = [1_000, 2_000, 5_000];

export interface LogChoice {
  hostId: string;
  containerId: string;
  /** Lines to begin with; absent: from the start of the log. */
  tail?: number;
  streams: 'both' | 'stdout' | 'stderr';
}

/**
 * `ended`: the engine closed the log, as it does when the container stops. `failed`: with the reason. `reconnecting`: the
 * connection broke; what follows the last line will be asked for.
 */
export type LogStatus =
  | { state: 'connecting' | 'following' | 'ended' | 'reconnecting' }
  | { state: 'failed'; error: { code: string; message: string } };

/**
 * Follows one container's log over a WebSocket (libs/contract streams.ts). Bytes wait in a queue and are taken in within a
 * time budget once a frame; only then are they acknowledged, so that a flood slows its source and not the page.
 *
 * INVARIANT: while held, no line at hand gives way: when the ring is full, nothing more is taken in.
 */
export class LogSession {
  readonly ring = new LineRing(KEPT_LINES);
  readonly #listeners = new Set<() => void>();
  #status: LogStatus = { state: 'connecting' };
  #version = 0;
  #socket: WebSocket | undefined;
  #queue: Uint8Array[] = [];
  #takeIn: (bytes: Uint8Array) => void = () => {};
  #finish: () => void = () => {};
  #isHeld = false;
  #isScheduled = false;
  #isClosed = false;
  #failures = 0;
  #lastAt = '';
  #skipUntil = '';
  #end: LogStatus | undefined;

  constructor(private readonly choice: LogChoice) {
    this.#connect();
  }

  get status(): LogStatus {
    return this.#status;
  }

  /** Changes with every batch of lines and every status: for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Held: the reader looks at older lines, which must stay where they are. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#schedule();
  }

  /** Asks for what followed the last line, after an end or a failure. */
  resume(): void {
    this.#end = undefined;
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
  }

  #connect(): void {
    if (this.#isClosed) return;
    const socket = new WebSocket(this.#url());
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#queue = [];
    this.#skipUntil = this.#lastAt;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      if (typeof data === 'string') this.#onMessage(JSON.parse(data) as LogStreamMessage);
      else this.#onBytes(new Uint8Array(data as ArrayBuffer));
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#onClose();
    };
  }

  #url(): string {
    const { hostId, containerId, tail, streams } = this.choice;
    const query: Partial<LogsQuery> = {
      follow: 'true',
      timestamps: 'true',
      stdout: streams === 'stderr' ? 'false' : undefined,
      stderr: streams === 'stdout' ? 'false' : undefined,
      ...(this.#lastAt === '' ? { tail } : { since: this.#lastAt }),
    };
    return (
      window.location.origin.replace(/^http/, 'ws') +
      routeUrl('containerLogs', { params: { hostId, containerId }, query })
    );
  }

  #onMessage(message: LogStreamMessage): void {
    if (message.type === 'end') {
      this.#end = message.error === undefined ? { state: 'ended' } : { state: 'failed', error: message.error };
      this.#schedule();
      return;
    }
    this.#failures = 0;
    const splitter = new LineSplitter((line) => this.#onLine(line));
    const decoder = new FrameDecoder((stream, bytes) => splitter.push(stream, bytes));
    this.#takeIn = message.multiplexed ? (bytes) => decoder.push(bytes) : (bytes) => splitter.push('stdout', bytes);
    this.#finish = () => splitter.end();
    this.#setStatus({ state: 'following' });
  }

  #onBytes(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#schedule();
  }

  #onLine(line: LogLine): void {
    // After a reconnect the engine sends again what was written at the very moment of the last line.
    if (line.at !== '' && line.at <= this.#skipUntil) return;
    if (line.at !== '') this.#lastAt = line.at;
    this.ring.push(line);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    const run = () => {
      this.#isScheduled = false;
      this.#pump();
    };
    if (document.hidden) setTimeout(run, HIDDEN_INTERVAL_MS);
    else requestAnimationFrame(run);
  }

  #pump(): void {
    const deadline = performance.now() + BUDGET_MS;
    let bytes = 0;
    while (this.#queue.length > 0 && performance.now() < deadline && !(this.#isHeld && this.ring.isFull)) {
      const chunk = this.#queue.shift() as Uint8Array;
      this.#takeIn(chunk);
      bytes += chunk.length;
    }
    if (bytes > 0) {
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type: 'credit', bytes }));
      this.#tell();
    }
    const isStuck = this.#isHeld && this.ring.isFull;
    if (this.#queue.length > 0 && !isStuck) this.#schedule();
    if (this.#queue.length === 0 && this.#end !== undefined) this.#settle(this.#end);
  }

  #settle(status: LogStatus): void {
    if (this.#status === status) return;
    this.#finish();
    this.#setStatus(status);
  }

  #onClose(): void {
    if (this.#isClosed || this.#end !== undefined) return;
    this.#setStatus({ state: 'reconnecting' });
    const wait = RECONNECT_MS[Math.min(this.#failures, RECONNECT_MS.length - 1)];
    this.#failures += 1;
    setTimeout(() => this.#connect(), wait);
  }

  #setStatus(status: LogStatus): void {
    this.#status = status;
    this.#tell();
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
