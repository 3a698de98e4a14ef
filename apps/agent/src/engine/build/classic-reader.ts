import { z } from 'zod';
import type { EngineLine } from '../engine-lines.js';
import type { LayerTracker } from '../layer-tracker.js';
import type { StepLog } from './step-log.js';

const BuiltImage = z.object({ ID: z.string() });
const STEP = /^Step (\d+)\/(\d+) : (.*)$/s;
const STAGE = /^FROM\s.*\sAS\s+(\S+)$/is;
const RUNNING_IN = /^ ---> Running in ([0-9a-f]{12,64})\n$/;
const USING_CACHE = ' ---> Using cache\n';
/** Ids of what comes and goes between the steps. */
const FRAME = /^ ---> [0-9a-f]{12,64}\n$|^(?: ---> )?Remov(?:ed|ing) intermediate container [0-9a-f]{12,64}\n$/;
/** What a step writes to standard error comes in red. */
const RED = { begin: '\x1b[91m', end: '\x1b[0m' } as const;
const OUTCOME = /^Successfully (?:built|tagged) /;

/** Reads the answer of the classic builder: text, in which steps are framed by words. */
export class ClassicReader {
  imageId?: string;
  /** The container that the current step runs in; absent while it has none. */
  container?: string;
  #number = 0;
  #key: string | undefined;
  #stage: string | undefined;
  #cached = false;
  #afterStep = false;

  /** @param now ISO 8601; this builder tells no times */
  constructor(
    private readonly steps: StepLog,
    private readonly layers: LayerTracker,
    private readonly now: () => string,
  ) {}

  /** @returns whether steps or layers have changed; output alone changes neither */
  take(line: EngineLine): boolean {
    this.imageId = BuiltImage.safeParse(line.aux).data?.ID ?? this.imageId;
    if (line.stream !== undefined) return this.#takeText(line.stream);
    // Of the base image, which is pulled within its step.
    if (this.layers.take(line)) return true;
    if (line.status !== undefined) this.#note(line.status);
    return false;
  }

  #takeText(text: string): boolean {
    const [, number, total, instruction] = STEP.exec(text) ?? [];
    const lineEndOfStep = this.#afterStep && text === '\n';
    this.#afterStep = false;
    // What a step writes may look like the next step's words; a number out of order shows that.
    if (instruction !== undefined && Number(number) === this.#number + 1) {
      this.#beginStep(`${number}/${total}`, instruction);
      return true;
    }
    if (lineEndOfStep) return false;
    if (this.#takeFrame(text)) return true;
    this.#write(text);
    return false;
  }

  #beginStep(position: string, instruction: string): void {
    this.#endStep();
    const stage = STAGE.exec(instruction)?.[1];
    if (/^FROM\s/i.test(instruction)) this.#stage = stage;
    this.#number += 1;
    this.#key = `step ${this.#number}`;
    this.#afterStep = true;
    const place = this.#stage === undefined ? position : `${this.#stage} ${position}`;
    this.steps.announce(this.#key, `[${place}] ${instruction}`, this.#stage);
    this.steps.begin(this.#key, this.now());
  }

  /** @returns whether these are the builder's words between the steps, which nobody needs to read */
  #takeFrame(text: string): boolean {
    if (this.container === undefined && text === USING_CACHE) this.#cached = true;
    else if (this.container === undefined && RUNNING_IN.test(text)) this.container = RUNNING_IN.exec(text)?.[1];
    else if (OUTCOME.test(text)) this.#endStep();
    else return FRAME.test(text);
    return true;
  }

  #endStep(): void {
    if (this.#key !== undefined) this.steps.end(this.#key, this.#cached ? 'cached' : 'done', this.now());
    this.#key = undefined;
    this.#cached = false;
    this.container = undefined;
  }

  #note(words: string): void {
    if (this.#key !== undefined) this.steps.note(this.#key, words);
  }

  #write(text: string): void {
    if (this.#key !== undefined) this.steps.write(this.#key, withoutRed(text), this.now());
  }
}

function withoutRed(text: string): string {
  const { begin, end } = RED;
  return text.startsWith(begin) && text.endsWith(end) ? text.slice(begin.length, -end.length) : text;
}
