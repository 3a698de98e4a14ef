import type { JobId } from '@roadstead/domain';
import type { JobEvent, JobReport } from '@roadstead/protocol';
import { isTerminalReport } from './terminal-report.js';

/** Output kept while the control plane is away, in characters; beyond it the oldest gives way. */
const MAX_WAITING_OUTPUT = 1_000_000;

/** A report that was not sent yet: it has no number, and may give way to a newer one. */
type Waiting = Pick<JobEvent, 'at' | 'report'>;

/**
 * What one attempt of a job has to tell and the control plane has not acknowledged yet, in order.
 *
 * INVARIANTS
 * - Events are numbered as they are sent, from 1 and one after the other: of what arrives no number is missing. What was sent
 *   keeps its number, and is sent again, until it is acknowledged.
 * - Of progress that was not sent only the latest waits; output waits within a bound, and what was dropped is said; the end
 *   always waits.
 * - Nothing is told after the end.
 */
export class JobJournal {
  #waiting: Waiting[] = [];
  /** Sent, or about to be, and not acknowledged. */
  #sent: JobEvent | undefined;
  #sequence = 0;
  #outputSize = 0;
  #ended = false;

  constructor(
    readonly jobId: JobId,
    readonly attempt: number,
  ) {}

  get ended(): boolean {
    return this.#ended;
  }

  /** The event to send next, the same until it is acknowledged. */
  get next(): JobEvent | undefined {
    this.#sent ??= this.#number(this.#waiting.shift());
    return this.#sent;
  }

  add(report: JobReport): void {
    if (this.#ended) return;
    this.#ended = isTerminalReport(report);
    if (report.type === 'progress') this.#drop('progress');
    if (report.type === 'output') this.#makeRoom(report.text.length);
    this.#push(report);
  }

  acknowledge(event: JobEvent): void {
    if (event === this.#sent) this.#sent = undefined;
  }

  #number(waiting: Waiting | undefined): JobEvent | undefined {
    if (waiting === undefined) return undefined;
    this.#sequence += 1;
    if (waiting.report.type === 'output') this.#outputSize -= waiting.report.text.length;
    const { jobId, attempt } = this;
    return { jobId, attempt, sequence: this.#sequence, ...waiting };
  }

  #push(report: JobReport): void {
    if (report.type === 'output') this.#outputSize += report.text.length;
    this.#waiting.push({ at: new Date().toISOString(), report });
  }

  #drop(type: JobReport['type']): void {
    this.#waiting = this.#waiting.filter(({ report }) => report.type !== type);
  }

  #makeRoom(size: number): void {
    if (this.#outputSize + size <= MAX_WAITING_OUTPUT) return;
    this.#drop('output');
    this.#outputSize = 0;
    this.#push({ type: 'output', text: '[output was dropped here: the control plane was away for too long]\n' });
  }
}
