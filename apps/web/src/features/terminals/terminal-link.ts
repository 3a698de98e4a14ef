import type { Terminal } from '@roadstead/contract';
import type { TerminalAsk, TerminalEnd, TerminalSize, TerminalTold } from '@roadstead/domain';
import { routeUrl } from '../../lib/api/call';
import { KeyQueue } from './key-queue';

const RECONNECT_MS = [300, 1_000, 2_000, 5_000];
/** What is acknowledged at once; less waits for more. */
const DRAWN_BYTES = 8 * 1024;

export interface CodedError {
  code: string;
  message: string;
  detail?: Record<string, string | number>;
}

/** Failures that pass: the terminal lives on at its host meanwhile. */
const PASSING = new Set([
  'stream.broken-off',
  'stream.not-opened',
  'host.not-connected',
  'agent.not-answering',
  'dependency.unavailable',
]);

/**
 * `away`: the connection is gone, and is being made again; `error`: why, where that was said. `moved`: another page shows
 * it. `failed`: it is not to be had any more.
 */
export type LinkStatus =
  | { state: 'connecting' | 'open' | 'moved' }
  | { state: 'away'; error?: CodedError }
  | { state: 'ended'; end: TerminalEnd }
  | { state: 'failed'; error: CodedError };

export interface LinkSnapshot {
  status: LinkStatus;
  terminal: Terminal;
  /** Page time at which it ends unless there is a key. */
  idleEndsAt?: number;
}

/** What draws. */
export interface Screen {
  size(): TerminalSize;
  /** All that was drawn is void: what comes is the whole. */
  reset(): void;
  /** @param isOld it was on a terminal before: what it asks is not to be answered */
  write(bytes: Uint8Array, isOld: boolean, drawn: () => void): void;
}

/**
 * A page's connection to its terminal (libs/domain, terminal-channel.ts). It is made again whenever it breaks, and goes on
 * with what the page has not seen.
 */
export class TerminalLink {
  readonly #keys = new KeyQueue((bytes) => this.#socket?.send(bytes));
  readonly #listeners = new Set<() => void>();
  #snapshot: LinkSnapshot;
  #screen: Screen | undefined;
  #socket: WebSocket | undefined;
  #position: number | undefined;
  #old = 0;
  #undrawn = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(
    private readonly hostId: string,
    terminal: Terminal,
  ) {
    this.#snapshot = { status: { state: 'connecting' }, terminal };
  }

  readonly snapshot = (): LinkSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(screen: Screen): void {
    this.#screen = screen;
    this.#connect();
  }

  /** Lets go; the terminal waits at its host for a while. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** Connects now: from a back-off, or back from another page. */
  retry(): void {
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** @returns false: too much at once, and nothing of it was taken */
  type(bytes: Uint8Array<ArrayBuffer>): boolean {
    // Keys that nobody sees the effect of are not sent later.
    return this.#snapshot.status.state !== 'open' || this.#keys.push(bytes);
  }

  resize(size: TerminalSize): void {
    this.#ask({ type: 'resize', ...size });
  }

  stay(): void {
    this.#ask({ type: 'stay' });
  }

  #ask(ask: TerminalAsk): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(ask));
  }

  #connect(): void {
    if (this.#isClosed || this.#screen === undefined) return;
    const { columns, rows } = this.#screen.size();
    const params = { hostId: this.hostId, terminalId: this.#snapshot.terminal.id };
    const query = { columns, rows, position: this.#position };
    const url = window.location.origin.replace(/^http/, 'ws') + routeUrl('terminalStream', { params, query });
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    // One that is still being opened would take the terminal from the new one.
    this.#socket?.close();
    this.#socket = socket;
    this.#keys.reset();
    this.#undrawn = 0;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      if (typeof data === 'string') this.#hear(JSON.parse(data) as TerminalTold);
      else this.#draw(socket, new Uint8Array(data as ArrayBuffer));
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  #hear(told: TerminalTold): void {
    switch (told.type) {
      case 'attached':
        this.#failures = 0;
        if (told.position !== this.#position) {
          if (this.#position !== undefined) this.#screen?.reset();
          this.#old = told.replayed;
        }
        this.#position = told.position;
        this.#set({ status: { state: 'open' }, terminal: told.terminal, idleEndsAt: undefined });
        break;
      case 'taken':
        this.#keys.taken(told.bytes);
        break;
      case 'idle': {
        const { seconds } = told;
        this.#set({ idleEndsAt: seconds === undefined ? undefined : Date.now() + seconds * 1000 });
        break;
      }
      case 'moved':
        this.#set({ status: { state: 'moved' } });
        break;
      case 'ended':
        this.#set({ status: { state: 'ended', end: told.end }, idleEndsAt: undefined });
        break;
      case 'failed': {
        const { error } = told;
        this.#set({ status: PASSING.has(error.code) ? { state: 'away', error } : { state: 'failed', error } });
        break;
      }
    }
  }

  #draw(socket: WebSocket, bytes: Uint8Array): void {
    const isOld = this.#old > 0;
    this.#old = Math.max(0, this.#old - bytes.length);
    this.#position = (this.#position ?? 0) + bytes.length;
    this.#screen?.write(bytes, isOld, () => {
      if (this.#socket !== socket || socket.readyState !== WebSocket.OPEN) return;
      this.#undrawn += bytes.length;
      if (this.#undrawn < DRAWN_BYTES) return;
      this.#ask({ type: 'drawn', bytes: this.#undrawn });
      this.#undrawn = 0;
    });
  }

  #lost(): void {
    const { state } = this.#snapshot.status;
    if (this.#isClosed || state === 'ended' || state === 'moved' || state === 'failed') return;
    if (state !== 'away') this.#set({ status: { state: 'away' } });
    const wait = RECONNECT_MS[Math.min(this.#failures, RECONNECT_MS.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #set(change: Partial<LinkSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}
