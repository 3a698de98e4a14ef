/** Long enough that a rate does not jump, short enough that it tells of now. */
const WINDOW_MS = 5_000;

interface Sample {
  at: number;
  bytes: number;
}

/** Bytes a second over the last few seconds, from how many there were at which moment (milliseconds of one clock). */
export class TransferRate {
  #samples: Sample[] = [];

  note(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    const recent = this.#samples.findIndex((sample) => at - sample.at <= WINDOW_MS);
    // One older sample stays: the window then is never empty.
    this.#samples.splice(0, Math.max(0, recent - 1));
  }

  /** After a pause, what was before it says nothing about now. */
  reset(): void {
    this.#samples = [];
  }

  get bytesPerSecond(): number {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at === first.at) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}
