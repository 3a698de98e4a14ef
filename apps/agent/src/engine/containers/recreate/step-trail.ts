import type { BuildStep, RecreateStep, TransferProgress } from '@roadstead/domain';
import type { Watch } from '../../engine.js';

const NO_TRANSFER: TransferProgress = { layers: [], bytesDone: 0, bytesTotal: 0, bytesPerSecond: 0 };

/** The steps as progress of the job, and what is written in each as its output. */
export class StepTrail {
  #steps: BuildStep[];
  #transfer = NO_TRANSFER;

  constructor(
    steps: readonly RecreateStep[],
    private readonly watch: Pick<Watch, 'onProgress' | 'onOutput'>,
  ) {
    this.#steps = steps.map((name, i) => ({ number: i + 1, name, state: 'waiting' }));
  }

  /** The step before is done with it. A step that was not planned comes at the end. */
  begin(name: RecreateStep): void {
    this.#end('done');
    const now = new Date().toISOString();
    const known = this.#steps.find((step) => step.name === name);
    const step: BuildStep = { number: known?.number ?? this.#steps.length + 1, name, state: 'running', startedAt: now };
    this.#steps =
      known === undefined ? [...this.#steps, step] : this.#steps.map((each) => (each === known ? step : each));
    this.#tell();
  }

  finish(): void {
    this.#end('done');
    this.#tell();
  }

  /** What runs has failed or was canceled, and what waits is not begun any more. */
  breakOff(state: 'failed' | 'canceled', error?: string): void {
    this.#end(state, error);
    this.#steps = this.#steps.map((step) => (step.state === 'waiting' ? { ...step, state: 'canceled' } : step));
    this.#tell();
  }

  transfer(progress: TransferProgress): void {
    this.#transfer = progress;
    this.#tell();
  }

  write(line: string): void {
    const running = this.#steps.find(({ state }) => state === 'running');
    this.watch.onOutput(running === undefined ? line : `#${running.number} ${line}`);
  }

  #end(state: BuildStep['state'], error?: string): void {
    const endedAt = new Date().toISOString();
    this.#steps = this.#steps.map((step) =>
      step.state === 'running' ? { ...step, state, endedAt, ...(error !== undefined && { error }) } : step,
    );
  }

  #tell(): void {
    this.watch.onProgress({ ...this.#transfer, steps: this.#steps });
  }
}
