/**
 * Exponential back-off with full jitter: each delay is drawn evenly between zero and a ceiling that doubles, so that a
 * thousand agents that lost the same peer at once do not come back at once.
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
export class Backoff {
  private attempt = 0;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds to wait before the next try. */
  next(): number {
    const ceiling = Math.min(this.maxMs, this.firstMs * 2 ** this.attempt);
    if (ceiling < this.maxMs) this.attempt += 1;
    return this.random() * ceiling;
  }

  reset(): void {
    this.attempt = 0;
  }
}
