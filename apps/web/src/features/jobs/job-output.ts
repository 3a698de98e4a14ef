/** `#3 0.412 added 12 packages`: step 3. As of `docker build --progress=plain`. */
const STEP_LINE = /^#(\d{1,6}) ?(.*)$/s;

/** The output of a job in lines, as far as it is there; it only grows. A build's lines are kept by step too. */
export class JobOutput {
  readonly lines: string[] = [];
  readonly #bySteps = new Map<number, string[]>();
  #open = '';

  append(text: string): void {
    const parts = (this.#open + text).split('\n');
    this.#open = parts.pop() ?? '';
    for (const part of parts) this.#take(part.endsWith('\r') ? part.slice(0, -1) : part);
  }

  /** The lines of one step of a build, without its number. */
  ofStep(number: number): readonly string[] {
    return this.#bySteps.get(number) ?? [];
  }

  #take(line: string): void {
    this.lines.push(line);
    const match = STEP_LINE.exec(line);
    if (match === null) return;
    const [, number = '', words = ''] = match;
    const known = this.#bySteps.get(Number(number));
    if (known === undefined) this.#bySteps.set(Number(number), [words]);
    else known.push(words);
  }
}
