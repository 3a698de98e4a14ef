import {
  TERMINAL_INPUT_WINDOW_BYTES,
  TERMINAL_WINDOW_BYTES,
  TerminalAsk,
  type TerminalEnd,
  type TerminalRecord,
  type TerminalSize,
  type TerminalTold,
} from '@roadstead/domain';
import type { RawData, WebSocket } from 'ws';
import type { OutputRing } from './output-ring.js';

const PIECE_BYTES = 32 * 1024;
const PING_MS = 15_000;
const NORMAL = 1000;
const POLICY_VIOLATION = 1008;

interface Options {
  readonly ring: OutputRing;
  readonly terminal: TerminalRecord;
  /** Where the page's output ends. */
  readonly position?: number;
  /** Gives keys to the terminal; calls back when it has taken them. */
  readonly onKeys: (bytes: Buffer, taken: () => void) => void;
  readonly onStay: () => void;
  readonly onResize: (size: TerminalSize) => void;
  /** The page has drawn something. */
  readonly onDrawn: () => void;
  readonly onGone: () => void;
}

/**
 * A page that shows a terminal, at the other end of a WebSocket (libs/domain, terminal-channel.ts).
 *
 * INVARIANT: at most `TERMINAL_WINDOW_BYTES` are on their way to it, and a page that sends more keys than its window is
 * cut off.
 */
export class TerminalViewer {
  readonly #socket: WebSocket;
  readonly #ring: OutputRing;
  readonly #options: Options;
  readonly #ping: NodeJS.Timeout;
  #sent: number;
  #undrawn = 0;
  #untaken = 0;
  #answered = true;
  #isOver = false;
  #end: TerminalEnd | undefined;

  constructor(socket: WebSocket, options: Options) {
    this.#socket = socket;
    this.#ring = options.ring;
    this.#options = options;
    this.#sent = options.ring.resumeFrom(options.position);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.once('close', () => this.#leave());
    this.#ping = setInterval(() => this.#checkAlive(), PING_MS);
    const replayed = options.ring.end - this.#sent;
    this.tell({ type: 'attached', terminal: options.terminal, position: this.#sent, replayed });
    this.pump();
  }

  /** Bytes that wait here because the page does not draw as fast as they come. */
  get backlog(): number {
    return this.#ring.end - this.#sent;
  }

  /** Sends what there is, as far as the page takes it. */
  pump(): void {
    if (this.#isOver) return;
    while (this.#undrawn < TERMINAL_WINDOW_BYTES && this.backlog > 0) {
      const piece = this.#ring.read(this.#sent, Math.min(PIECE_BYTES, TERMINAL_WINDOW_BYTES - this.#undrawn));
      this.#sent += piece.length;
      this.#undrawn += piece.length;
      this.#socket.send(piece);
    }
    if (this.#end !== undefined && this.backlog === 0) this.#close({ type: 'ended', end: this.#end });
  }

  /** The terminal has ended; said once everything before it has been sent. */
  finish(end: TerminalEnd): void {
    this.#end = end;
    this.pump();
  }

  /** Another page shows it from now on. */
  giveWay(): void {
    this.#close({ type: 'moved' });
  }

  tell(message: TerminalTold): void {
    this.#socket.send(JSON.stringify(message));
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    if (isBinary) this.#takeKeys(data as Buffer);
    else this.#takeAsk(parseAsk(String(data)));
  }

  #takeKeys(bytes: Buffer): void {
    this.#untaken += bytes.length;
    if (this.#untaken > TERMINAL_INPUT_WINDOW_BYTES) {
      this.#cutOff('more than its window');
      return;
    }
    this.#options.onKeys(bytes, () => {
      this.#untaken -= bytes.length;
      if (!this.#isOver) this.tell({ type: 'taken', bytes: bytes.length });
    });
  }

  #takeAsk(ask: TerminalAsk | undefined): void {
    if (ask?.type === 'resize') this.#options.onResize({ columns: ask.columns, rows: ask.rows });
    else if (ask?.type === 'stay') this.#options.onStay();
    else if (ask === undefined || ask.bytes > this.#undrawn) this.#cutOff('not of this protocol');
    else {
      this.#undrawn -= ask.bytes;
      this.pump();
      this.#options.onDrawn();
    }
  }

  #cutOff(reason: string): void {
    this.#socket.close(POLICY_VIOLATION, reason);
    this.#leave();
  }

  #close(last: TerminalTold): void {
    if (this.#isOver) return;
    this.tell(last);
    this.#socket.close(NORMAL);
    this.#leave();
  }

  #checkAlive(): void {
    if (!this.#answered) {
      this.#socket.terminate();
      return;
    }
    this.#answered = false;
    this.#socket.ping();
  }

  #leave(): void {
    clearInterval(this.#ping);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onGone();
  }
}

function parseAsk(text: string): TerminalAsk | undefined {
  try {
    return TerminalAsk.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
