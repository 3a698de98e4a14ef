/**
 * An answer that is dear to make, kept as long as what it is made from is the same: every question asks first whether it is. Those
 * who ask while it is made wait for the same one; one that fails is not kept.
 */
export class KeptAnswer<T> {
  #known: { readonly state: string; readonly answer: Promise<T> } | undefined;

  /** @param state another text whenever another answer might be made */
  constructor(
    private readonly state: () => Promise<string>,
    private readonly make: () => Promise<T>,
  ) {}

  async get(): Promise<T> {
    const state = await this.state();
    if (this.#known?.state === state) return this.#known.answer;
    // It is made after the state was read: what changes in between makes it newer than it is taken for, and never older.
    const known = { state, answer: this.make() };
    this.#known = known;
    known.answer.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known.answer;
  }
}
