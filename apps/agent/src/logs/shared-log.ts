import type { LogRuns } from '../engine/logs/engine-logs.js';
import { countLines } from '../engine/logs/log-frames.js';

/** Of one log, for all who follow it; older runs give way. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** A viewer that has fallen out goes on with the newest lines, so many bytes of them: not at the edge, to fall out again. */
const RESUMED_BYTES = 1024 * 1024;

/** Places of the array that may be empty before it is cut. */
const MAX_EMPTY = 1024;

interface Run {
  readonly bytes: Buffer;
  readonly lines: number;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
}

const GONE: Run = { bytes: Buffer.alloc(0), lines: 0, at: 0 };

/** Where a viewer is: the number of the run that it takes next, and of the lines before that. */
export interface Position {
  readonly run: number;
  readonly line: number;
}

/** `skipped`: lines that went before these could be taken. */
export interface Taken {
  readonly bytes: Buffer;
  readonly skipped: number;
  /** When the first of them came, in milliseconds of the monotonic clock. */
  readonly at: number;
  readonly next: Position;
}

/**
 * The end of one log, read once from the engine, however many look at it and however slow they are: nobody holds the
 * engine back.
 *
 * INVARIANTS: at most `KEPT_BYTES` and one run are kept; of any position, lines taken and lines skipped are all lines.
 */
export class SharedLog {
  readonly #runs: Run[] = [];
  /** Index in `#runs` of the oldest that is kept: those before it are cut off now and then. */
  #head = 0;
  #bytes = 0;
  #first: Position = { run: 0, line: 0 };
  #end: Position = { run: 0, line: 0 };
  #outcome: { error?: Error } | undefined;
  #waiting = new Set<() => void>();
  readonly #abort = new AbortController();
  viewers = 0;

  constructor(private readonly keptBytes = KEPT_BYTES) {}

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isOver(): boolean {
    return this.#outcome !== undefined;
  }

  /** Where the next run will be. */
  get end(): Position {
    return this.#end;
  }

  /** Reads to the end of the log, as fast as it comes. */
  async drain(runs: LogRuns): Promise<void> {
    try {
      for await (const run of runs) this.push(run);
      this.#finish({});
    } catch (error) {
      this.#finish({ error: error as Error });
    }
  }

  push(bytes: Buffer): void {
    const lines = countLines(bytes);
    this.#runs.push({ bytes, lines, at: performance.now() });
    this.#bytes += bytes.length;
    this.#end = { run: this.#end.run + 1, line: this.#end.line + lines };
    while (this.#bytes > this.keptBytes && this.#head < this.#runs.length - 1) this.#dropOldest();
    if (this.#head > MAX_EMPTY) {
      this.#runs.splice(0, this.#head);
      this.#head = 0;
    }
    this.wake();
  }

  /**
   * The run at a position, or undefined when it has not been written yet; and those after it in one with it, as long as
   * they are not more than `mostBytes` together.
   */
  take(at: Position, mostBytes = 0): Taken | undefined {
    if (at.run >= this.#end.run) return undefined;
    const from = at.run < this.#first.run ? this.#newestPart() : at;
    const index = this.#head + from.run - this.#first.run;
    const first = this.#runs[index] as Run;
    let { lines } = first;
    let bytes = first.bytes.length;
    let to = index + 1;
    for (; to < this.#runs.length; to += 1) {
      const run = this.#runs[to] as Run;
      if (bytes + run.bytes.length > mostBytes) break;
      bytes += run.bytes.length;
      lines += run.lines;
    }
    const runs = this.#runs.slice(index, to).map((run) => run.bytes);
    return {
      bytes: runs.length === 1 ? first.bytes : Buffer.concat(runs, bytes),
      at: first.at,
      skipped: from.line - at.line,
      next: { run: from.run + to - index, line: from.line + lines },
    };
  }

  /** Resolves when there is something at the position, or no more will come. @throws what the log broke off with */
  async until(at: Position, signal: AbortSignal): Promise<'more' | 'over'> {
    while (at.run >= this.#end.run) {
      if (signal.aborted) return 'over';
      if (this.#outcome?.error) throw this.#outcome.error;
      if (this.#outcome) return 'over';
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return 'more';
  }

  /** Ends the engine's side. */
  close(): void {
    this.#finish({ error: new Error('nobody follows this log any more') });
    this.#abort.abort();
  }

  #newestPart(): Position {
    let { run, line } = this.#end;
    let bytes = 0;
    for (let index = this.#runs.length - 1; index >= this.#head; index -= 1) {
      const kept = this.#runs[index] as Run;
      bytes += kept.bytes.length;
      if (bytes > Math.min(RESUMED_BYTES, this.keptBytes / 4) && run < this.#end.run) break;
      run -= 1;
      line -= kept.lines;
    }
    return { run, line };
  }

  #dropOldest(): void {
    const oldest = this.#runs[this.#head] as Run;
    // Let go at once: the array itself is cut only now and then.
    this.#runs[this.#head] = GONE;
    this.#head += 1;
    this.#bytes -= oldest.bytes.length;
    this.#first = { run: this.#first.run + 1, line: this.#first.line + oldest.lines };
  }

  #finish(outcome: { error?: Error }): void {
    this.#outcome ??= outcome;
    this.wake();
  }

  /** Lets all who wait look again, as when one of them is not to wait any longer. */
  wake(): void {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const resolve of waiting) resolve();
  }
}
