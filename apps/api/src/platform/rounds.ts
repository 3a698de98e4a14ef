/** Does something again and again, one round at a time: one that is due while another goes on is left out. */
export class Rounds {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  /** The first round is due after `everyMs`. What fails in a round is told, and left to the next. */
  start(everyMs: number, work: () => Promise<void>, onFailure: (error: unknown) => void): void {
    this.#timer = setInterval(() => {
      this.#round ??= work()
        .catch(onFailure)
        .finally(() => {
          this.#round = undefined;
        });
    }, everyMs);
  }

  /** Begins no more, and waits for the one that goes on. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }
}
