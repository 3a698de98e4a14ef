import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import type { Heartbeat } from '@roadstead/protocol';

/** How far a host's inventory has been applied. `viewHash`: decimal text of a signed 64-bit number. */
export interface InventoryPosition {
  readonly epoch: string;
  readonly sequence: number;
  readonly viewHash: string;
}

/** Longest time in which what an agent has sent may still be on its way to being applied. */
const PATIENCE_MS = 60_000;

/**
 * Positions of the hosts whose agents are connected to this process. All that such a host's inventory goes through is
 * here, so that a heartbeat is answered without asking Postgres.
 */
@Injectable()
export class InventoryPositions {
  readonly #applied = new Map<HostId, InventoryPosition | undefined>();
  /** Since when a host's agent has been elsewhere than what was applied. */
  readonly #apartSince = new Map<HostId, number>();

  set(hostId: HostId, position: InventoryPosition | undefined): void {
    this.#applied.set(hostId, position);
    this.#apartSince.delete(hostId);
  }

  forget(hostId: HostId): void {
    this.#applied.delete(hostId);
    this.#apartSince.delete(hostId);
  }

  /**
   * `pending`: the agent is ahead, or lists still. `different`: at the same position it holds another view, or it has
   * been elsewhere for so long that what it sent must be lost.
   */
  compare(hostId: HostId, view: Heartbeat['view']): 'equal' | 'pending' | 'different' {
    if (view === undefined) return 'pending';
    const applied = this.#applied.get(hostId);
    if (applied?.epoch === view.epoch && applied.sequence === view.sequence) {
      this.#apartSince.delete(hostId);
      return applied.viewHash === view.hash ? 'equal' : 'different';
    }
    const since = this.#apartSince.get(hostId) ?? Date.now();
    this.#apartSince.set(hostId, since);
    if (Date.now() - since < PATIENCE_MS) return 'pending';
    this.#apartSince.delete(hostId);
    return 'different';
  }
}
