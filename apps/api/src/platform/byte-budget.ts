/** Bytes that are held. They count until `release`. */
export interface HeldBytes {
  /** It turned out to be fewer. */
  shrink(bytes: number): void;
  release(): void;
}

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/** Bounds what many hold together: who asks for more than there is left waits, in the order of coming. */
export class ByteBudget {
  readonly #waiting = new Set<Waiting>();
  #left: number;

  constructor(private readonly total: number) {
    this.#left = total;
  }

  /** @param bytes at the most; more than the whole counts as the whole. @throws the signal's reason */
  async hold(bytes: number, signal: AbortSignal): Promise<HeldBytes> {
    signal.throwIfAborted();
    const wanted = Math.min(bytes, this.total);
    if (this.#waiting.size > 0 || wanted > this.#left) await this.#turn(wanted, signal);
    else this.#left -= wanted;
    return this.#held(wanted);
  }

  /** Resolves when the bytes are this one's. */
  #turn(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.delete(waiting);
        this.#admit();
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        bytes,
        admit: () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #held(bytes: number): HeldBytes {
    let held = bytes;
    const shrink = (to: number) => {
      const freed = Math.max(0, held - to);
      held -= freed;
      this.#left += freed;
      if (freed > 0) this.#admit();
    };
    return { shrink, release: () => shrink(0) };
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      if (waiting.bytes > this.#left) return;
      this.#left -= waiting.bytes;
      this.#waiting.delete(waiting);
      waiting.admit();
    }
  }
}
