/** The rate is an average over this long: long enough to be calm, short enough to follow a change. */
const RATE_WINDOW_MS = 5000;

/** Bytes a second, of a count that grows. */
export class RateMeter {
  readonly #samples: { at: number; bytes: number }[] = [];

  /** @param now milliseconds of a clock that only goes forward */
  rate(now: number, bytes: number): number {
    this.#samples.push({ at: now, bytes });
    while (this.#samples.length > 2 && now - (this.#samples[1]?.at ?? now) >= RATE_WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (first === undefined || now <= first.at) return 0;
    // A resumed blob begins anew, so that fewer bytes may be done than before.
    return Math.max(0, ((bytes - first.bytes) * 1000) / (now - first.at));
  }
}
