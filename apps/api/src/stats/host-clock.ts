/** Observations that an estimate is made of. */
const KEPT = 10;
const SET_BACK_MS = 10_000;

/**
 * How far a host's clock is ahead of this one's, in milliseconds. A message tells the clock at its sending; on the way it
 * only gets later, so that of several observations the greatest is the nearest to the truth. One that is later by far more
 * than a message is on its way tells that the clock was set back.
 */
export class HostClock {
  readonly #offsets: number[] = [];

  observe(hostClock: number, now = Date.now()): number {
    const offset = hostClock - now;
    if (Math.max(...this.#offsets) - offset > SET_BACK_MS) this.#offsets.length = 0;
    this.#offsets.push(offset);
    if (this.#offsets.length > KEPT) this.#offsets.shift();
    return Math.max(...this.#offsets);
  }
}
