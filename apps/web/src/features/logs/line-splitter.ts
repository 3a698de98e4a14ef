import type { StreamName } from './frame-decoder';

export interface LogLine {
  stream: StreamName;
  /** RFC 3339 with nanoseconds, as the engine wrote it; empty where there was none. */
  at: string;
  /** As written, with its escape sequences. */
  text: string;
}

/** A line longer than this many characters is cut into several, so that one line cannot fill the page's memory. */
export const MAX_LINE_LENGTH = 16_384;

/** Characters of an RFC 3339 moment, to the second in UTC at least, to the nanosecond with an offset at most. */
const TIMESTAMP_LENGTH = { least: 20, most: 35 };

interface OpenLine {
  text: string;
  decoder: TextDecoder;
}

/** Makes lines of bytes, per stream, for a log whose lines begin with a timestamp and a space. */
export class LineSplitter {
  readonly #open: Record<StreamName, OpenLine> = {
    stdout: { text: '', decoder: new TextDecoder() },
    stderr: { text: '', decoder: new TextDecoder() },
  };

  constructor(private readonly onLine: (line: LogLine) => void) {}

  push(stream: StreamName, bytes: Uint8Array): void {
    const open = this.#open[stream];
    const text = open.text + open.decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#emitCut(stream, text.slice(from, end));
      from = end + 1;
    }
    open.text = text.slice(from);
    while (open.text.length > MAX_LINE_LENGTH) {
      this.#emit(stream, open.text.slice(0, MAX_LINE_LENGTH));
      open.text = open.text.slice(MAX_LINE_LENGTH);
    }
  }

  /** The log has ended: what was not ended by a line feed is a line too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const { text } = this.#open[stream];
      this.#open[stream] = { text: '', decoder: new TextDecoder() };
      if (text !== '') this.#emitCut(stream, text);
    }
  }

  #emitCut(stream: StreamName, line: string): void {
    let rest = line;
    while (rest.length > MAX_LINE_LENGTH) {
      this.#emit(stream, rest.slice(0, MAX_LINE_LENGTH));
      rest = rest.slice(MAX_LINE_LENGTH);
    }
    this.#emit(stream, rest);
  }

  #emit(stream: StreamName, line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const space = text.indexOf(' ');
    const head = space < 0 ? text : text.slice(0, space);
    const isStamped = isTimestamp(head);
    this.onLine({
      stream,
      at: isStamped ? head : '',
      text: isStamped ? text.slice(head.length + 1) : text,
    });
  }
}

/** By its shape only: this is asked of every line of a flood. */
function isTimestamp(text: string): boolean {
  const { least, most } = TIMESTAMP_LENGTH;
  return text.length >= least && text.length <= most && text[4] === '-' && text[10] === 'T' && text[13] === ':';
}
