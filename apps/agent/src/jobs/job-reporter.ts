import type { TransferProgress } from '@roadstead/domain';
import type { JobReport } from '@roadstead/protocol';
import { Pace } from './pace.js';

/** Output comes as it is written, in at most ten messages a second. */
const OUTPUT_INTERVAL_MS = 100;
/**
 * Progress is told four times a second: to the eye as often as ten times. Each costs agent and control plane some
 * milliseconds, which a busy host takes from the transfer itself.
 */
const PROGRESS_INTERVAL_MS = 250;
/** A report of output takes at most this many characters: the protocol's limit. */
const MAX_OUTPUT = 65_536;

/** Gathers what an executor tells into few reports: the latest progress, and output in blocks. */
export class JobReporter {
  readonly #outputPace = new Pace(OUTPUT_INTERVAL_MS, () => this.#reportOutput());
  readonly #progressPace = new Pace(PROGRESS_INTERVAL_MS, () => this.#reportProgress());
  #progress: TransferProgress | undefined;
  #output = '';

  constructor(private readonly tell: (report: JobReport) => void) {}

  progress(progress: TransferProgress): void {
    this.#progress = progress;
    this.#progressPace.offer();
  }

  output(line: string): void {
    this.#output += `${line}\n`;
    if (this.#output.length >= MAX_OUTPUT) this.#outputPace.flush();
    this.#outputPace.offer();
  }

  /** Tells what waits, then the end. */
  end(report: JobReport): void {
    this.#outputPace.flush();
    this.#progressPace.flush();
    this.tell(report);
  }

  #reportOutput(): void {
    for (let start = 0; start < this.#output.length; start += MAX_OUTPUT) {
      this.tell({ type: 'output', text: this.#output.slice(start, start + MAX_OUTPUT) });
    }
    this.#output = '';
  }

  #reportProgress(): void {
    if (this.#progress !== undefined) this.tell({ type: 'progress', progress: this.#progress });
    this.#progress = undefined;
  }
}
