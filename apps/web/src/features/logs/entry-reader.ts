import { MAX_LOG_LINE_LENGTH } from '@roadstead/domain/logs';
import type { LogLine, StreamName } from './log-line';

const KIND = { stdout: 1, stderr: 2, notice: 8 } as const;
const LF = 10;
const CR = 13;
const MOMENT_LENGTH = 30;
const STAMP_LENGTH = MOMENT_LENGTH + 1;

interface Notice {
  type: 'live' | 'skipped';
  lines?: number;
}

interface OpenLine {
  at: string;
  text: string;
  bytes: number;
  decoder: TextDecoder;
}

/** Takes what is read, in order. */
export interface LineTaker {
  onLine(line: LogLine): void;
  /** A whole line, which nobody has looked at: what a `WrittenLine` is made of. Most lines of a flood come so. */
  onWritten(stream: StreamName, bytes: Uint8Array, from: number, to: number): void;
  /** The past is over. */
  onLive(): void;
}

/** Makes lines of the frames of a log. The engine cuts a long line into several entries, each with the moment before it. */
export class EntryReader {
  readonly #open: { [K in StreamName]?: OpenLine } = {};
  readonly #decoder = new TextDecoder();

  constructor(
    private readonly source: number,
    private readonly taker: LineTaker,
  ) {}

  readonly take = (kind: number, bytes: Uint8Array, from: number, to: number): void => {
    if (kind === KIND.stdout) this.#takeEntry('stdout', bytes, from, to);
    else if (kind === KIND.stderr) this.#takeEntry('stderr', bytes, from, to);
    else if (kind === KIND.notice) {
      this.#takeNotice(JSON.parse(this.#decoder.decode(bytes.subarray(from, to))) as Notice);
    }
  };

  /** The log has ended: what was not ended by a line feed is a line too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const open = this.#open[stream];
      this.#open[stream] = undefined;
      if (open !== undefined) this.#emit(stream, open.at, open.text + open.decoder.decode(), open.bytes);
    }
  }

  #takeEntry(stream: StreamName, bytes: Uint8Array, from: number, to: number): void {
    const open = this.#open[stream];
    const isWhole = to > from && bytes[to - 1] === LF;
    const end = isWhole ? (bytes[to - 2] === CR ? to - 2 : to - 1) : to;
    const text = from + STAMP_LENGTH;
    // The usual case. A line of no more bytes has no more characters.
    if (isWhole && open === undefined && end - text <= MAX_LOG_LINE_LENGTH) {
      this.taker.onWritten(stream, bytes, from, end);
      return;
    }
    const at = latin1(bytes.subarray(from, from + MOMENT_LENGTH));
    const line = open ?? { at, text: '', bytes: 0, decoder: new TextDecoder() };
    this.#keep(stream, line, bytes.subarray(text, end));
    if (!isWhole) return;
    this.#open[stream] = undefined;
    this.#emit(stream, line.at, line.text + line.decoder.decode(), line.bytes);
  }

  /** Of a long line no more is kept than is shown. */
  #keep(stream: StreamName, open: OpenLine, piece: Uint8Array): void {
    if (open.text.length <= MAX_LOG_LINE_LENGTH) open.text += open.decoder.decode(piece, { stream: true });
    open.bytes += piece.length;
    this.#open[stream] = open;
  }

  #emit(stream: StreamName, at: string, text: string, bytes: number): void {
    if (text.length <= MAX_LOG_LINE_LENGTH) this.taker.onLine({ source: this.source, at, stream, text });
    else
      this.taker.onLine({ source: this.source, at, stream, text: text.slice(0, MAX_LOG_LINE_LENGTH), length: bytes });
  }

  #takeNotice({ type, lines }: Notice): void {
    if (type === 'live') this.taker.onLive();
    else if (type === 'skipped' && lines !== undefined) {
      // Lines that were open have lost their end, and are among those that were skipped.
      this.#open.stdout = undefined;
      this.#open.stderr = undefined;
      this.taker.onLine({ source: this.source, at: '', stream: 'stdout', text: '', skipped: lines });
    }
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
