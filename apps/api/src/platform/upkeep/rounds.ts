/** Does something again and again, one round at a time: one that is due while another goes on is left out. */
export class Rounds {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #work: (() => Promise<void>) | undefined;
  #isAsked = false;

  /** The first round is due after `everyMs`; absent: only those that are asked for. What fails in a round is told, and left to the next. */
  start(everyMs: number | undefined, work: () => Promise<void>, onFailure: (error: unknown) => void): void {
    this.#work = () => work().catch(onFailure);
    if (everyMs !== undefined) this.#timer = setInterval(() => this.#begin(), everyMs);
  }

  /** A round at once, or right after the one that goes on. */
  now(): void {
    if (this.#round !== undefined) this.#isAsked = true;
    else this.#begin();
  }

  /** Begins no more, and waits for the one that goes on. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#work = undefined;
    this.#isAsked = false;
    await this.#round;
  }

  #begin(): void {
    this.#round ??= this.#work?.().finally(() => {
      this.#round = undefined;
      const isAsked = this.#isAsked;
      this.#isAsked = false;
      if (isAsked) this.#begin();
    });
  }
}
