import { randomUUID } from 'node:crypto';
import { RoadsteadError } from '@roadstead/domain';
import type { HelloReply, InventoryChange, InventoryDelta } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { Link } from '../connection/link.js';

/** Deltas that wait for their acknowledgement; beyond it a new list is cheaper than the rest. */
const MAX_WAITING = 64;

/**
 * The deltas of an epoch that the control plane has not acknowledged, in order, and their sending one after the other.
 * `onLost` is told when the control plane can no longer follow, so that only a new list helps.
 */
export class DeltaWindow {
  readonly epoch = randomUUID();
  private readonly waiting: InventoryDelta[] = [];
  private last = 0;
  private sending = false;

  constructor(
    private readonly onLost: () => void,
    private readonly log: Logger,
  ) {}

  /** Number of the latest delta. */
  get sequence(): number {
    return this.last;
  }

  add(changes: InventoryChange[], viewHash: string): void {
    this.last += 1;
    this.waiting.push({ epoch: this.epoch, sequence: this.last, changes, viewHash });
    if (this.waiting.length > MAX_WAITING) this.onLost();
  }

  /** Goes on after a reconnect. @returns false when what the control plane has does not continue here */
  resume(applied: HelloReply['applied']): boolean {
    if (applied?.epoch !== this.epoch) return false;
    this.acknowledge(applied.sequence);
    return applied.sequence === this.last || this.waiting[0]?.sequence === applied.sequence + 1;
  }

  /** Sends what waits; a call while one is under way is enough with that one. */
  async send(link: Link): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let delta = this.waiting[0]; delta !== undefined && !link.closed; delta = this.waiting[0]) {
        const { applied } = await link.emit('inventory.delta', delta);
        this.acknowledge(applied);
      }
    } catch (error) {
      if (link.closed) return;
      this.log.warn({ reason: (error as Error).message }, 'a delta was not taken');
      const mayTryAgain = error instanceof RoadsteadError && error.retryable && error.code !== 'inventory.resync';
      if (!mayTryAgain) this.onLost();
    } finally {
      this.sending = false;
    }
  }

  private acknowledge(sequence: number): void {
    while (this.waiting[0] !== undefined && this.waiting[0].sequence <= sequence) this.waiting.shift();
  }
}
