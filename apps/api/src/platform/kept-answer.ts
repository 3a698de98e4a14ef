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
    const known = { state, answer: this.make() };
    this.#known = known;
    const forget = () => {
      if (this.#known === known) this.#known = undefined;
    };
    // What changed while it was made may change back, and the answer would be taken for that of the state before.
    known.answer
      .then(() => this.state())
      .then((after) => {
        if (after !== state) forget();
      })
      .catch(forget);
    return known.answer;
  }
}
