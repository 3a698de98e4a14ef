import type { LogEntry } from '@roadstead/domain';
import { MAX_LOG_LINE_LENGTH } from '@roadstead/domain/logs';
import { FRAME_KIND, LOG_MOMENT_LENGTH } from '@roadstead/protocol';
import { type FrameView, momentOf, nextFrame } from '../engine/logs/log-frames.js';

const LF = 10;
const CR = 13;
/** Of a longer line the rest is counted and let go. */
const MAX_LINE_BYTES = 256 * 1024;

/** A whole line; `bytes`: how long it was. */
export interface Line {
  readonly at: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly bytes: number;
}

interface OpenLine {
  at: string;
  pieces: Buffer[];
  kept: number;
  bytes: number;
}

/** Makes lines of the entries of a log: the engine cuts a long line into several. */
export class LineReader {
  /** Entries read so far. */
  entries = 0;
  readonly #open = new Map<number, OpenLine>();

  /** Gives each line that ends in the run; stops when `onLine` says so. @returns whether it did */
  read(run: Buffer, onLine: (line: Line) => 'stop' | undefined): boolean {
    const view: FrameView = { kind: 0, at: 0, from: 0, to: 0 };
    while (nextFrame(run, view)) {
      this.entries += 1;
      if (view.kind !== FRAME_KIND.stdout && view.kind !== FRAME_KIND.stderr) continue;
      const from = Math.min(view.to, view.from + LOG_MOMENT_LENGTH + 1);
      const open = this.#open.get(view.kind);
      if (run[view.to - 1] !== LF) this.#keep(open, view, run.subarray(from, view.to), momentOf(run, view));
      else {
        const line =
          open === undefined ? lineOf(run, view, from) : this.#finish(open, view.kind, run.subarray(from, view.to - 1));
        if (onLine(line) === 'stop') return true;
      }
    }
    return false;
  }

  /** What the log ends with, where that is no line feed. */
  end(onLine: (line: Line) => 'stop' | undefined): void {
    for (const [kind, open] of this.#open) onLine(this.#finish(open, kind, Buffer.alloc(0)));
  }

  #keep(open: OpenLine | undefined, { kind }: FrameView, piece: Buffer, at: string): void {
    const line = open ?? { at, pieces: [], kept: 0, bytes: 0 };
    this.#open.set(kind, line);
    line.bytes += piece.length;
    if (line.kept >= MAX_LINE_BYTES) return;
    line.pieces.push(piece);
    line.kept += piece.length;
  }

  #finish(open: OpenLine, kind: number, last: Buffer): Line {
    this.#open.delete(kind);
    const bytes = Buffer.concat([...open.pieces, last]);
    const stream = kind === FRAME_KIND.stderr ? 'stderr' : 'stdout';
    return { at: open.at, stream, text: textOf(bytes, 0, bytes.length), bytes: open.bytes + last.length };
  }
}

function lineOf(run: Buffer, view: FrameView, from: number): Line {
  const stream = view.kind === FRAME_KIND.stderr ? 'stderr' : 'stdout';
  return { at: momentOf(run, view), stream, text: textOf(run, from, view.to - 1), bytes: view.to - 1 - from };
}

function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, to > from && bytes[to - 1] === CR ? to - 1 : to);
}

/** A line as it is told: cut where it is too long. */
export function toEntry({ at, stream, text, bytes }: Line): LogEntry {
  if (text.length <= MAX_LOG_LINE_LENGTH) return { at, stream, text };
  return { at, stream, text: text.slice(0, MAX_LOG_LINE_LENGTH), length: bytes };
}
