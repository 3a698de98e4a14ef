import type { BuildStep, BuildStepState } from '@roadstead/domain';
import { LineSplitter } from './line-splitter.js';

/** A name may be a whole script, and so may an error that repeats it. */
const MAX_WORDS = 500;
/** Lines of a step that are kept for the words of an error. */
const KEPT_LINES = 5;

type Ending = Exclude<BuildStepState, 'waiting' | 'running'>;

/** The words at the end of a step, as `docker build --progress=plain` has them. */
const ENDINGS: Readonly<Record<Ending, (step: BuildStep) => string>> = {
  cached: () => 'CACHED',
  done: (step) => `DONE ${secondsBetween(step.startedAt, step.endedAt).toFixed(1)}s`,
  failed: ({ error = '' }) => `ERROR: ${error}`,
  canceled: () => 'CANCELED',
};

interface Entry {
  step: BuildStep;
  readonly lines: LineSplitter;
  readonly lastLines: string[];
  /** The end that was told last, with nothing after it: a builder may end a step twice. */
  toldEnd?: Ending;
}

/**
 * The steps of a build and their output. Tells the output as `docker build --progress=plain` does: `#3 [2/4] RUN npm ci`,
 * `#3 0.412 added 12 packages`, `#3 DONE 1.9s`. Times are ISO 8601. A step is known by a key of the caller's.
 */
export class StepLog {
  readonly #entries = new Map<string, Entry>();

  /** @param print takes a line without its end */
  constructor(private readonly print: (line: string) => void) {}

  get steps(): BuildStep[] {
    return [...this.#entries.values()].map(({ step }) => step);
  }

  /** The step that failed; the first, where others failed with it. */
  get failed(): BuildStep | undefined {
    return this.steps.find(({ state }) => state === 'failed');
  }

  /** The last lines that the failed step wrote. */
  get lastLines(): readonly string[] {
    return [...this.#entries.values()].find(({ step }) => step.state === 'failed')?.lastLines ?? [];
  }

  /** Makes a step known that has not begun. Its number is the next. */
  announce(key: string, name: string, stage?: string): void {
    if (this.#entries.has(key)) return;
    const number = this.#entries.size + 1;
    const step: BuildStep = { number, name: shortened(name), state: 'waiting', ...(stage !== undefined && { stage }) };
    this.#entries.set(key, { step, lines: new LineSplitter(), lastLines: [] });
  }

  /** A builder may begin a step again after its end; its first beginning counts. */
  begin(key: string, at: string): void {
    this.#change(key, (entry) => {
      const { step } = entry;
      if (step.startedAt === undefined) this.#tell(entry, step.name);
      const { endedAt: _, ...begun } = step;
      entry.step = { ...begun, state: 'running', startedAt: step.startedAt ?? at };
    });
  }

  end(key: string, state: Ending, at: string, error?: string): void {
    this.#change(key, (entry) => {
      for (const line of entry.lines.flush()) this.#write(entry, line, at);
      entry.step = { ...entry.step, state, endedAt: at, ...(error !== undefined && { error: shortened(error) }) };
      if (entry.toldEnd === state) return;
      this.#tell(entry, ENDINGS[state](entry.step));
      this.print('');
      entry.toldEnd = state;
    });
  }

  /** Output of a step; it may begin and end within a line. */
  write(key: string, text: string, at: string): void {
    this.#change(key, (entry) => {
      for (const line of entry.lines.push(text)) this.#write(entry, line, at);
    });
  }

  /** A line about a step that is not its own. */
  note(key: string, words: string): void {
    this.#change(key, (entry) => this.#tell(entry, words));
  }

  /** The build has failed: the step under way did, unless one is known to have. */
  fail(at: string, error: string): void {
    const running = [...this.#entries].findLast(([, { step }]) => step.state === 'running');
    if (this.failed === undefined && running !== undefined) this.end(running[0], 'failed', at, error);
  }

  /** The build is over: what has not ended never will. */
  cancelRest(at: string): void {
    for (const [key, { step }] of this.#entries) {
      if (step.state === 'running') this.end(key, 'canceled', at);
      if (step.state === 'waiting') this.#change(key, (entry) => (entry.step = { ...entry.step, state: 'canceled' }));
    }
  }

  #write(entry: Entry, line: string, at: string): void {
    if (line.trim() !== '') entry.lastLines.push(line);
    if (entry.lastLines.length > KEPT_LINES) entry.lastLines.shift();
    this.#tell(entry, `${secondsBetween(entry.step.startedAt, at).toFixed(3)} ${line}`);
  }

  #tell(entry: Entry, words: string): void {
    entry.toldEnd = undefined;
    this.print(`#${entry.step.number} ${words}`);
  }

  #change(key: string, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) change(entry);
  }
}

function secondsBetween(start: string | undefined, end: string | undefined): number {
  if (start === undefined || end === undefined) return 0;
  return Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
}

/** On one line. */
function shortened(words: string): string {
  const line = words.trim().replace(/\s+/g, ' ');
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS)}…` : line;
}
