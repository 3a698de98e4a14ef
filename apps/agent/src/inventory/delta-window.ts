import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoadsteadError } from '@roadstead/domain';
import type { HelloReply, InventoryChange, InventoryDelta } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import { type Link, LinkError } from '../connection/link.js';

/** Deltas that wait for their acknowledgement; beyond it a new list is cheaper than the rest. */
const MAX_WAITING = 64;
const RETRY_MS = 1000;

/**
 * The deltas of an epoch that the control plane has not acknowledged, in order, and their sending one after the other.
 * `onLost` is told once, when the control plane can no longer follow, so that only a new list helps.
 */
export class DeltaWindow {
  readonly epoch = randomUUID();
  private readonly waiting: InventoryDelta[] = [];
  private last = 0;
  private link?: Link;
  private sending = false;
  private over = false;

  constructor(
    private readonly onLost: () => void,
    private readonly log: Logger,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** Number of the latest delta. */
  get sequence(): number {
    return this.last;
  }

  add(changes: InventoryChange[], viewHash: string): void {
    if (this.over) return;
    this.last += 1;
    this.waiting.push({ epoch: this.epoch, sequence: this.last, changes, viewHash });
    if (this.waiting.length > MAX_WAITING) this.lose();
  }

  /** Goes on after a reconnect. @returns false when what the control plane has does not continue here */
  resume(applied: HelloReply['applied']): boolean {
    if (this.over || applied?.epoch !== this.epoch) return false;
    this.acknowledge(applied.sequence);
    return applied.sequence === this.last || this.waiting[0]?.sequence === applied.sequence + 1;
  }

  /** Sends what waits, on this link from now on; a call while one is under way is enough with that one. */
  async send(link: Link): Promise<void> {
    this.link = link;
    if (this.sending) return;
    this.sending = true;
    for (let delta = this.waiting[0]; delta !== undefined && !this.link.closed; delta = this.waiting[0]) {
      await this.sendOne(this.link, delta);
    }
    this.sending = false;
  }

  /** A new list takes the place of what waits here. */
  close(): void {
    this.over = true;
    this.waiting.length = 0;
  }

  private async sendOne(link: Link, delta: InventoryDelta): Promise<void> {
    try {
      const { applied } = await link.emit('inventory.delta', delta);
      this.acknowledge(applied);
      if (this.waiting[0] === delta) this.lose();
    } catch (error) {
      if (link.closed || this.over) return;
      this.log.warn({ reason: (error as Error).message }, 'a delta was not taken');
      if (mayBeTakenLater(error)) await sleep(this.retryMs);
      else this.lose();
    }
  }

  private lose(): void {
    if (this.over) return;
    this.close();
    this.onLost();
  }

  private acknowledge(sequence: number): void {
    while (this.waiting[0] !== undefined && this.waiting[0].sequence <= sequence) this.waiting.shift();
  }
}

function mayBeTakenLater(error: unknown): boolean {
  if (error instanceof LinkError) return true;
  return error instanceof RoadsteadError && error.retryable && error.code !== 'inventory.resync';
}
