import type { LogStreamMessage, LogsQuery } from '@roadstead/contract';
import { routeUrl } from '../../lib/api/call';
import { EntryReader } from './entry-reader';
import type { After } from './follow-after';
import { FrameDecoder } from './frame-decoder';
import type { LogLine, StreamName } from './log-line';
import { WrittenLine } from './written-line';

/** A connection that breaks, or a host that cannot be heard, is tried again so much later. */
const RECONNECT_MS = [1_000, 2_000, 5_000];
/** Failures that pass by themselves. */
const PASSING = [
  'stream.broken-off',
  'stream.not-opened',
  'host.not-connected',
  'agent.not-answering',
  'engine.unreachable',
];

export type Streams = 'both' | StreamName;

/** Where lines come from. */
export interface LogSource {
  hostId: string;
  containerId: string;
}

export interface Problem {
  code: string;
  message: string;
}

/**
 * `ended`: the engine closed the log, as it does when the container stops. `failed`: with the reason. `reconnecting`: the
 * connection broke, or the host cannot be heard; what follows the last line will be asked for.
 */
export type FeedStatus =
  | { state: 'connecting' | 'following' | 'ended' }
  | { state: 'reconnecting'; error?: Problem }
  | { state: 'failed'; error: Problem };

interface Options {
  source: LogSource;
  index: number;
  streams: Streams;
  tail?: number;
  since?: string;
  after?: After;
  onLine(line: LogLine): void;
  onWritten(stream: StreamName, bytes: Uint8Array, from: number, to: number): void;
  /** There is something to take, or the status has changed. */
  onNews(): void;
}

/** A line, or where it is written. */
interface Newest {
  line?: LogLine;
  bytes?: Uint8Array;
  from?: number;
  to?: number;
}

/**
 * Follows one container's log over a WebSocket (libs/contract, streams.ts). Bytes wait until they are taken; only then are
 * they acknowledged, so that a flood is held up, and skipped, at its host and not in the page.
 */
export class LogFeed {
  status: FeedStatus = { state: 'connecting' };
  /** All that was written before is at hand. */
  isLive = false;
  #socket: WebSocket | undefined;
  #queue: Uint8Array[] = [];
  #decoder: FrameDecoder | undefined;
  #reader: EntryReader | undefined;
  #end: FeedStatus | undefined;
  #isClosed = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The engine writes each stream in order, and the two not quite. */
  readonly #last: { [K in StreamName]: string };
  /** Of the batch that is being taken. */
  readonly #newest: { [K in StreamName]: Newest } = { stdout: {}, stderr: {} };

  constructor(private readonly options: Options) {
    const { stdout = '', stderr = '' } = options.after ?? {};
    this.#last = { stdout, stderr };
    this.#connect();
  }

  get hasWaiting(): boolean {
    return this.#queue.length > 0 || this.#end !== undefined;
  }

  /** Takes lines in until the deadline. */
  take(deadline: number): void {
    let bytes = 0;
    while (this.#queue.length > 0 && performance.now() < deadline) {
      const chunk = this.#queue.shift() as Uint8Array;
      this.#push(chunk);
      bytes += chunk.length;
    }
    this.#noteLast();
    if (bytes > 0 && this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type: 'credit', bytes }));
    }
    if (this.#queue.length > 0 || this.#end === undefined) return;
    this.#reader?.end();
    this.#noteLast();
    this.status = this.#end;
    this.#end = undefined;
    this.isLive = true;
    if (this.status.state === 'reconnecting') this.#connectLater();
  }

  /** Asks for what followed the last line, after an end or a failure. */
  resume(): void {
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    if (this.#isClosed) return;
    const socket = new WebSocket(this.#url());
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#queue = [];
    const seen = { ...this.#last };
    this.#reader = new EntryReader(this.options.index, {
      onLine: (line) => this.#onLine(line, seen),
      onWritten: (stream, bytes, from, to) => this.#onWritten(stream, bytes, from, to, seen),
      onLive: () => {
        this.isLive = true;
      },
    });
    this.#decoder = new FrameDecoder(this.#reader.take);
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      if (typeof data === 'string') this.#onMessage(JSON.parse(data) as LogStreamMessage);
      else this.#queue.push(new Uint8Array(data as ArrayBuffer));
      this.options.onNews();
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#onClose();
    };
  }

  #url(): string {
    const { source, tail, since, streams } = this.options;
    const { stdout, stderr } = this.#last;
    const last = streams === 'both' && stderr !== '' && stdout !== '' ? min(stdout, stderr) : stdout || stderr;
    const query: Partial<LogsQuery> = {
      follow: 'true',
      stdout: streams === 'stderr' ? 'false' : undefined,
      stderr: streams === 'stdout' ? 'false' : undefined,
      ...(last === '' ? { tail, since } : { after: last }),
    };
    return window.location.origin.replace(/^http/, 'ws') + routeUrl('containerLogs', { params: { ...source }, query });
  }

  #push(chunk: Uint8Array): void {
    try {
      this.#decoder?.push(chunk);
    } catch {
      // What is left of it cannot be read either.
      this.#queue = [];
      this.#socket?.close();
    }
  }

  #onMessage(message: LogStreamMessage): void {
    if (message.type === 'end') {
      const { error } = message;
      if (error === undefined) this.#end = { state: 'ended' };
      else this.#end = { state: PASSING.includes(error.code) ? 'reconnecting' : 'failed', error };
      return;
    }
    this.#failures = 0;
    this.status = { state: 'following' };
  }

  /** After a reconnect the engine sends again what was written at the very moment of the last line, and some before it. */
  #onLine(line: LogLine, seen: { [K in StreamName]: string }): void {
    if (line.skipped === undefined) {
      if (seen[line.stream] !== '' && line.at <= seen[line.stream]) return;
      seen[line.stream] = '';
      this.#newest[line.stream].line = line;
    }
    this.options.onLine(line);
  }

  #onWritten(
    stream: StreamName,
    bytes: Uint8Array,
    from: number,
    to: number,
    seen: { [K in StreamName]: string },
  ): void {
    const { index, onWritten } = this.options;
    if (seen[stream] !== '') {
      this.#onLine(new WrittenLine(index, stream, bytes, from, to), seen);
      return;
    }
    const newest = this.#newest[stream];
    newest.line = undefined;
    newest.bytes = bytes;
    newest.from = from;
    newest.to = to;
    onWritten(stream, bytes, from, to);
  }

  /** Once for all lines of a batch: the moment of a line costs more than all else of it. */
  #noteLast(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const { line, bytes, from = 0, to = 0 } = this.#newest[stream];
      const newest = line ?? (bytes && new WrittenLine(this.options.index, stream, bytes, from, to));
      this.#newest[stream] = {};
      if (newest !== undefined && newest.at > this.#last[stream]) this.#last[stream] = newest.at;
    }
  }

  #onClose(): void {
    if (this.#isClosed || this.#end !== undefined || this.status.state === 'ended' || this.status.state === 'failed')
      return;
    if (this.status.state === 'reconnecting' && this.#timer !== undefined) return;
    this.#end = { state: 'reconnecting' };
    this.options.onNews();
  }

  #connectLater(): void {
    const wait = RECONNECT_MS[Math.min(this.#failures, RECONNECT_MS.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#connect();
    }, wait);
  }
}

function min(a: string, b: string): string {
  return a < b ? a : b;
}
