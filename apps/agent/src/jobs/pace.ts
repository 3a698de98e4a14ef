/** Hands on what is offered at most once an interval; what comes meanwhile waits for the next, and `flush` ends the wait. */
export class Pace {
  #timer: NodeJS.Timeout | undefined;
  #waiting = false;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly intervalMs: number,
    private readonly handOn: () => void,
  ) {}

  offer(): void {
    this.#waiting = true;
    if (this.#timer !== undefined) return;
    const wait = this.#lastAt + this.intervalMs - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer = setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#lastAt = performance.now();
    this.handOn();
  }
}
