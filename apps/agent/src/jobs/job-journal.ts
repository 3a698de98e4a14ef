import type { JobId } from '@roadstead/domain';
import type { JobEvent, JobReport } from '@roadstead/protocol';
import { isTerminalReport } from './terminal-report.js';

/** Output kept while the control plane is away, in characters; beyond it the oldest gives way. */
const MAX_WAITING_OUTPUT = 1_000_000;

/**
 * What one attempt of a job has to tell and the control plane has not acknowledged yet, in order.
 *
 * INVARIANTS
 * - Sequence numbers rise by one with each report.
 * - Of progress only the latest waits; output waits within a bound, and what was dropped is said; the end always waits.
 * - Nothing is told after the end.
 */
export class JobJournal {
  readonly #waiting: JobEvent[] = [];
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

  /** The event to send next; it stays until `acknowledge`. */
  get next(): JobEvent | undefined {
    return this.#waiting[0];
  }

  add(report: JobReport): void {
    if (this.#ended) return;
    this.#ended = isTerminalReport(report);
    if (report.type === 'progress') this.#dropWaitingProgress();
    if (report.type === 'output') this.#makeRoom(report.text.length);
    this.#push(report);
  }

  /** Forgets an event that was sent; one that a newer has replaced meanwhile is gone already. */
  acknowledge(event: JobEvent): void {
    const index = this.#waiting.indexOf(event);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    if (event.report.type === 'output') this.#outputSize -= event.report.text.length;
  }

  #push(report: JobReport): void {
    this.#sequence += 1;
    if (report.type === 'output') this.#outputSize += report.text.length;
    const { jobId, attempt } = this;
    this.#waiting.push({ jobId, attempt, sequence: this.#sequence, at: new Date().toISOString(), report });
  }

  #dropWaitingProgress(): void {
    const index = this.#waiting.findIndex((event) => event.report.type === 'progress');
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #makeRoom(size: number): void {
    if (this.#outputSize + size <= MAX_WAITING_OUTPUT) return;
    for (const event of this.#waiting.filter(({ report }) => report.type === 'output')) this.acknowledge(event);
    this.#push({ type: 'output', text: '[output was dropped here: the control plane was away for too long]\n' });
  }
}
