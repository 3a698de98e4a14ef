import type { ContainerId } from '@roadstead/domain';
import type { StatsWatch } from '@roadstead/protocol';

/** API processes that look at one host at once: far more than any installation runs. */
const MAX_HOLDERS = 64;

interface Lease {
  readonly until: number;
  readonly periodMs: number;
  readonly all: boolean;
  readonly containerIds: readonly ContainerId[];
  dueAt: number;
}

/** What is wanted at a moment. */
export interface Wanted {
  readonly all: boolean;
  readonly containerIds: ReadonlySet<ContainerId>;
}

/** Who looks at what, until when. Times are milliseconds of a clock that never steps. */
export class Leases {
  private readonly leases = new Map<string, Lease>();

  /** Takes the place of what the holder wanted before. */
  take({ holder, seconds, periodMs, all, containerIds }: StatsWatch, now: number): void {
    const before = this.leases.get(holder);
    this.leases.delete(holder);
    if (seconds === 0 || (!all && containerIds.length === 0)) return;
    // A renewal keeps the rhythm; who wants something else sees it at once.
    const same = before?.all === all && before.containerIds.length === containerIds.length;
    const dueAt = same ? before.dueAt : now;
    this.leases.set(holder, { until: now + seconds * 1000, periodMs, all, containerIds, dueAt });
    const [oldest] = this.leases.keys();
    if (this.leases.size > MAX_HOLDERS && oldest !== undefined) this.leases.delete(oldest);
  }

  /** Whether anybody looks; leases that have ended go. */
  isHeld(now: number): boolean {
    for (const [holder, { until }] of this.leases) if (until <= now) this.leases.delete(holder);
    return this.leases.size > 0;
  }

  /** What is due, which then is not due again for the period of its lease. */
  due(now: number): Wanted {
    let all = false;
    const containerIds = new Set<ContainerId>();
    for (const lease of this.leases.values()) {
      if (lease.until <= now || lease.dueAt > now) continue;
      // Without catching up: after a pause one sample is enough.
      lease.dueAt = Math.max(lease.dueAt + lease.periodMs, now + lease.periodMs / 2);
      all ||= lease.all;
      for (const id of lease.containerIds) containerIds.add(id);
    }
    return { all, containerIds };
  }
}
