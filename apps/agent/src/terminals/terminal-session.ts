import type { TerminalEnd, TerminalEndReason, TerminalRecord, TerminalSize } from '@roadstead/domain';
import type { WebSocket } from 'ws';
import type { EngineTerminal } from '../engine/terminals/engine-terminal.js';
import { OutputRing } from './output-ring.js';
import { TerminalViewer } from './terminal-viewer.js';

/** Output that is kept for a page that comes back. */
const KEPT_BYTES = 256 * 1024;
/** Beyond what is on its way to a page; when more waits, the program in the terminal has to. */
const MAX_BACKLOG_BYTES = 64 * 1024;
/** While nobody looks a program may go on writing, at this rate. */
const UNSEEN_BYTES = 1024 * 1024;
const UNSEEN_PAUSE_MS = 250;
/** A terminal is warned of its idle end so long before it. */
const WARNING_MS = 120_000;
/** From the hang-up to the end of the bytes. */
const CLOSE_MS = 1000;

export interface TerminalLimits {
  /** A terminal that no page shows ends after so long. */
  readonly unseenMs: number;
  /** One that gets no key ends after so long. */
  readonly idleMs: number;
}

/**
 * One terminal, from its opening to its end, whether a page shows it or not.
 *
 * ```
 *             attach ─▶ shown ──────── keys, output, resize ────────┐
 *   opened ─▶ unseen ◀── page gone ──┘                              ├─▶ ended, told once
 *               └── unseenMs ─▶ abandoned;  idleMs ─▶ idle;  exited, stopped, closed
 * ```
 */
export class TerminalSession {
  readonly #ring = new OutputRing(KEPT_BYTES);
  readonly #engine: EngineTerminal;
  readonly #limits: TerminalLimits;
  readonly #onEnd: (end: TerminalEnd) => void;
  #record: TerminalRecord;
  #viewer: TerminalViewer | undefined;
  #unseenTimer: NodeJS.Timeout | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #throttle: NodeJS.Timeout | undefined;
  #unseenBytes = 0;
  #lastKeyAt = Date.now();
  #isWarned = false;
  #ending: TerminalEndReason | undefined;

  constructor(
    record: TerminalRecord,
    engine: EngineTerminal,
    limits: TerminalLimits,
    onEnd: (end: TerminalEnd) => void,
  ) {
    this.#record = record;
    this.#engine = engine;
    this.#limits = limits;
    this.#onEnd = onEnd;
    const { bytes } = engine;
    bytes.on('data', (chunk: Buffer) => this.#takeOutput(chunk));
    bytes.on('error', () => undefined);
    bytes.once('close', () => void this.#finish());
    this.#watchUnseen();
    this.#watchIdle();
  }

  get record(): TerminalRecord {
    return { ...this.#record, isShown: this.#viewer !== undefined };
  }

  /** A page shows it from now on; the one before is told that it has moved. */
  attach(socket: WebSocket, size: TerminalSize, position: number | undefined): void {
    const before = this.#viewer;
    clearTimeout(this.#unseenTimer);
    clearTimeout(this.#throttle);
    const viewer: TerminalViewer = new TerminalViewer(socket, {
      ring: this.#ring,
      terminal: { ...this.#record, isShown: true },
      position,
      onKeys: (keys, taken) => this.#takeKeys(keys, taken),
      onStay: () => this.#noteKey(),
      onResize: (asked) => this.#resize(asked),
      onDrawn: () => this.#balance(),
      onGone: () => this.#viewerGone(viewer),
    });
    this.#viewer = viewer;
    before?.giveWay();
    this.#tellIdle();
    const { end } = this.#record;
    if (end !== undefined) viewer.finish(end);
    else {
      this.#resize(size);
      this.#balance();
    }
  }

  /** Ends the process, if that has not happened yet; resolves once the terminal has ended. */
  async end(reason: TerminalEndReason): Promise<void> {
    if (this.#ending !== undefined || this.#record.end !== undefined) return;
    this.#ending = reason;
    const { bytes } = this.#engine;
    // Whatever is still written has nobody to hold it back.
    bytes.resume();
    await this.#engine.hangUp().catch(() => undefined);
    const timer = setTimeout(() => bytes.destroy(), CLOSE_MS);
    if (!bytes.closed) await new Promise((resolve) => bytes.once('close', resolve));
    clearTimeout(timer);
  }

  #takeOutput(chunk: Buffer): void {
    this.#ring.push(chunk);
    this.#viewer?.pump();
    if (this.#viewer === undefined) this.#slowDownUnseen(chunk.length);
    else this.#balance();
  }

  /** Lets the program write as fast as the page draws. */
  #balance(): void {
    if (this.#ending === undefined && this.#viewer !== undefined && this.#viewer.backlog > MAX_BACKLOG_BYTES) {
      this.#engine.bytes.pause();
    } else this.#engine.bytes.resume();
  }

  #slowDownUnseen(bytes: number): void {
    this.#unseenBytes += bytes;
    if (this.#unseenBytes < UNSEEN_BYTES) return;
    this.#unseenBytes = 0;
    this.#engine.bytes.pause();
    this.#throttle = setTimeout(() => this.#engine.bytes.resume(), UNSEEN_PAUSE_MS);
  }

  #takeKeys(keys: Buffer, taken: () => void): void {
    this.#noteKey();
    if (this.#engine.takesInput && this.#engine.bytes.writable) this.#engine.bytes.write(keys, () => taken());
    else taken();
  }

  #noteKey(): void {
    this.#lastKeyAt = Date.now();
    if (!this.#isWarned) return;
    this.#isWarned = false;
    this.#tellIdle();
    this.#watchIdle();
  }

  #resize(size: TerminalSize): void {
    if (this.#record.end !== undefined) return;
    // One that has ended meanwhile has no size.
    this.#engine.resize(size).catch(() => undefined);
  }

  #viewerGone(viewer: TerminalViewer): void {
    if (this.#viewer !== viewer) return;
    this.#viewer = undefined;
    this.#balance();
    this.#watchUnseen();
  }

  #watchUnseen(): void {
    if (this.#record.end !== undefined) return;
    this.#unseenTimer = setTimeout(() => void this.end('abandoned'), this.#limits.unseenMs);
  }

  /** Keys do not touch the timer: when it is up, it looks how long ago the last one was. */
  #watchIdle(): void {
    clearTimeout(this.#idleTimer);
    const { idleMs } = this.#limits;
    const left = this.#lastKeyAt + idleMs - Date.now();
    if (left <= 0) {
      void this.end('idle');
      return;
    }
    const warning = Math.min(WARNING_MS, idleMs / 2);
    if (left <= warning && !this.#isWarned) {
      this.#isWarned = true;
      this.#tellIdle();
    }
    this.#idleTimer = setTimeout(() => this.#watchIdle(), left > warning ? left - warning : left);
  }

  #tellIdle(): void {
    const seconds = Math.ceil((this.#lastKeyAt + this.#limits.idleMs - Date.now()) / 1000);
    this.#viewer?.tell({ type: 'idle', ...(this.#isWarned && { seconds }) });
  }

  async #finish(): Promise<void> {
    clearTimeout(this.#unseenTimer);
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#throttle);
    const outcome = await this.#engine.outcome().catch(() => undefined);
    // An engine that cannot be asked is gone, and the terminal with it.
    const byItself = outcome === undefined ? 'lost' : outcome.isStopped ? 'stopped' : 'exited';
    const end: TerminalEnd = { reason: this.#ending ?? byItself, at: new Date().toISOString() };
    if (outcome?.exitCode !== undefined) end.exitCode = outcome.exitCode;
    this.#record = { ...this.#record, end };
    this.#viewer?.finish(end);
    this.#onEnd(end);
  }
}
