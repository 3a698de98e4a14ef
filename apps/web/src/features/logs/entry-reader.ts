import { MAX_LOG_LINE_LENGTH } from '@roadstead/domain/logs';
import type { LogLine, StreamName } from './log-line';

const KIND = { stdout: 1, stderr: 2, notice: 8 } as const;
const LF = 10;
const CR = 13;
const MOMENT_LENGTH = 30;

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

/** Makes lines of the frames of a log. The engine cuts a long line into several entries, each with the moment before it. */
export class EntryReader {
  readonly #open: { [K in StreamName]?: OpenLine } = {};
  readonly #decoder = new TextDecoder();

  constructor(
    private readonly source: number,
    private readonly onLine: (line: LogLine) => void,
    private readonly onLive: () => void,
  ) {}

  readonly take = (kind: number, payload: Uint8Array): void => {
    if (kind === KIND.stdout) this.#takeEntry('stdout', payload);
    else if (kind === KIND.stderr) this.#takeEntry('stderr', payload);
    else if (kind === KIND.notice) this.#takeNotice(JSON.parse(this.#decoder.decode(payload)) as Notice);
  };

  /** The log has ended: what was not ended by a line feed is a line too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const open = this.#open[stream];
      this.#open[stream] = undefined;
      if (open !== undefined) this.#emit(stream, open.at, open.text + open.decoder.decode(), open.bytes);
    }
  }

  #takeEntry(stream: StreamName, payload: Uint8Array): void {
    const open = this.#open[stream];
    const isWhole = payload[payload.length - 1] === LF;
    const end = isWhole ? payload.length - (payload[payload.length - 2] === CR ? 2 : 1) : payload.length;
    if (isWhole && open === undefined) {
      // The usual case, in one go: the moment is of ASCII, so it has as many characters as bytes.
      const entry = this.#decoder.decode(payload.subarray(0, end));
      const text = entry.slice(MOMENT_LENGTH + 1);
      this.#emit(stream, entry.slice(0, MOMENT_LENGTH), text, end - MOMENT_LENGTH - 1);
      return;
    }
    const piece = payload.subarray(MOMENT_LENGTH + 1, end);
    if (!isWhole) {
      const at = latin1(payload, MOMENT_LENGTH);
      this.#keep(stream, open ?? { at, text: '', bytes: 0, decoder: new TextDecoder() }, piece);
      return;
    }
    this.#open[stream] = undefined;
    if (open !== undefined)
      this.#emit(stream, open.at, open.text + open.decoder.decode(piece), open.bytes + piece.length);
  }

  /** Of a long line no more is kept than is shown. */
  #keep(stream: StreamName, open: OpenLine, piece: Uint8Array): void {
    if (open.text.length <= MAX_LOG_LINE_LENGTH) open.text += open.decoder.decode(piece, { stream: true });
    open.bytes += piece.length;
    this.#open[stream] = open;
  }

  #emit(stream: StreamName, at: string, text: string, bytes: number): void {
    if (text.length <= MAX_LOG_LINE_LENGTH) this.onLine({ source: this.source, at, stream, text });
    else this.onLine({ source: this.source, at, stream, text: text.slice(0, MAX_LOG_LINE_LENGTH), length: bytes });
  }

  #takeNotice({ type, lines }: Notice): void {
    if (type === 'live') this.onLive();
    else if (type === 'skipped' && lines !== undefined) {
      // Lines that were open have lost their end, and are among those that were skipped.
      this.#open.stdout = undefined;
      this.#open.stderr = undefined;
      this.onLine({ source: this.source, at: '', stream: 'stdout', text: '', skipped: lines });
    }
  }
}

function latin1(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}
