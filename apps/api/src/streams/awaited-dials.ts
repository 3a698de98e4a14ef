import { RoadsteadError } from '@roadstead/domain';

interface Waiting<Dialled> {
  arrived: (dialled: Dialled) => void;
  gaveUp: (error: RoadsteadError) => void;
}

/** What this process waits for that agents dial, by the hash of their ticket. */
export class AwaitedDials<Dialled> {
  readonly #waiting = new Map<string, Waiting<Dialled>>();

  expect(hash: string): Promise<Dialled> {
    const dialled = new Promise<Dialled>((arrived, gaveUp) => this.#waiting.set(hash, { arrived, gaveUp }));
    // It may give up while nobody looks.
    dialled.catch(() => undefined);
    return dialled;
  }

  /** @returns who is to be handed what was dialled, once; undefined: nobody waits for it here */
  take(hash: string): ((dialled: Dialled) => void) | undefined {
    const waiting = this.#waiting.get(hash);
    this.#waiting.delete(hash);
    return waiting?.arrived;
  }

  giveUp(hash: string, error: RoadsteadError): void {
    this.#waiting.get(hash)?.gaveUp(error);
  }

  /** @returns whether it was still waited for */
  forget(hash: string): boolean {
    return this.#waiting.delete(hash);
  }

  /** This process ends. */
  stop(): void {
    const stopping = new RoadsteadError('dependency.unavailable', { dependency: 'This process of the control plane' });
    for (const { gaveUp } of this.#waiting.values()) gaveUp(stopping);
    this.#waiting.clear();
  }
}
