import type { TransferProgress } from '@roadstead/domain';
import type { JobReport } from '@roadstead/protocol';
import { Pace } from './pace.js';

/** Ten messages a second for each job at the most. */
const INTERVAL_MS = 100;
/** A report of output takes at most this many characters: the protocol's limit. */
const MAX_OUTPUT = 65_536;

/** Gathers what an executor tells into few reports: the latest progress, and output in blocks. */
export class JobReporter {
  readonly #pace = new Pace(INTERVAL_MS, () => this.#report());
  #progress: TransferProgress | undefined;
  #output = '';

  constructor(private readonly tell: (report: JobReport) => void) {}

  progress(progress: TransferProgress): void {
    this.#progress = progress;
    this.#pace.offer();
  }

  output(line: string): void {
    this.#output += `${line}\n`;
    if (this.#output.length >= MAX_OUTPUT) this.#pace.flush();
    this.#pace.offer();
  }

  /** Tells what waits, then the end. */
  end(report: JobReport): void {
    this.#pace.flush();
    this.tell(report);
  }

  #report(): void {
    for (let start = 0; start < this.#output.length; start += MAX_OUTPUT) {
      this.tell({ type: 'output', text: this.#output.slice(start, start + MAX_OUTPUT) });
    }
    this.#output = '';
    if (this.#progress !== undefined) this.tell({ type: 'progress', progress: this.#progress });
    this.#progress = undefined;
  }
}
