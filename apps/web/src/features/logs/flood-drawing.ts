/** A flood is drawn so often: the eye has no use for more. */
const INTERVAL_MS = { least: 100, most: 250 };
/** Less often where drawing takes long: the page has the rest of its time for its reader. */
const SHARE = 1 / 4;

/**
 * Draws a flood, each time in a task of its own. On a busy machine a task is held up for many times of what it takes, and
 * between two short ones the page answers its reader.
 */
export class FloodDrawing {
  #isDue = false;
  /** On the page's clock. */
  #next = 0;

  constructor(private readonly draw: () => void) {}

  /** It will be drawn: what comes until then is drawn with it. */
  get isDue(): boolean {
    return this.#isDue;
  }

  plan(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => this.#run(), Math.max(0, this.#next - performance.now()));
  }

  #run(): void {
    this.#isDue = false;
    const begun = performance.now();
    this.draw();
    // What drawing took is known after it: a timer's turn comes then.
    setTimeout(() => {
      const took = performance.now() - begun;
      this.#next = begun + Math.min(INTERVAL_MS.most, Math.max(INTERVAL_MS.least, took / SHARE));
    });
  }
}
