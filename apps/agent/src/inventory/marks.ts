import type { ContainerId } from '@roadstead/domain';
import type { EngineEvent } from '../engine/engine.js';

/** More events than this at once, and the engine may have dropped some: its ring holds 256. */
const BURST = 200;
/** Quiet time that ends a burst, and the longest that a change waits for it. */
const QUIET_MS = 100;
const MAX_WAIT_MS = 300;

/** What may have changed since the last look, with the time of the latest event that said so. */
export interface Marked {
  readonly containers: ReadonlyMap<ContainerId, string>;
  readonly images?: string;
  readonly facts: boolean;
  /** Compare everything with what cheap lists show: it is time. */
  readonly all: boolean;
  /** So many events that some may have been lost: inspect everything. */
  readonly burst: boolean;
}

/** Gathers events into few looks: a container that changes ten times in a moment is looked at once. */
export class Marks {
  private containers = new Map<ContainerId, string>();
  private images?: string;
  private facts = false;
  private all = false;
  private count = 0;
  private wake?: () => void;

  take(event: EngineEvent): void {
    this.count += 1;
    if (event.subject === 'container') this.containers.set(event.id, event.at);
    else if (event.subject === 'images') this.images = event.at;
    else this.facts = true;
    this.wake?.();
  }

  markAll(): void {
    this.all = true;
    this.wake?.();
  }

  /** Resolves once something is marked and the burst is over. @throws what the signal was aborted with */
  async next(signal: AbortSignal): Promise<Marked> {
    await this.something(signal);
    await this.quiet(signal);
    const { containers, images, facts, all } = this;
    const burst = this.count > BURST;
    this.containers = new Map();
    this.images = undefined;
    this.facts = false;
    this.all = false;
    this.count = 0;
    return { containers, images, facts, all: all || burst, burst };
  }

  private async something(signal: AbortSignal): Promise<void> {
    while (this.count === 0 && !this.all) await this.woken(signal);
  }

  private async quiet(signal: AbortSignal): Promise<void> {
    const latest = performance.now() + MAX_WAIT_MS;
    let seen = -1;
    while (seen !== this.count && performance.now() < latest) {
      seen = this.count;
      await wait(QUIET_MS, signal);
    }
  }

  private woken(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.wake = () => {
        this.wake = undefined;
        signal.removeEventListener('abort', abort);
        resolve();
      };
    });
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal.throwIfAborted();
}
