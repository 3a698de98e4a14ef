import { randomUUID } from 'node:crypto';
import {
  CONTAINER_METRIC_NAMES,
  type ContainerId,
  type ContainerSample,
  HOST_METRIC_NAMES,
  type HostSample,
} from '@roadstead/domain';
import { MAX_SAMPLED_CONTAINERS, type StatsHistory, TICKS_PER_HISTORY } from '@roadstead/protocol';

/** Messages that wait while the control plane is away: a quarter of an hour of a host with up to 500 containers. */
const MAX_WAITING = 15;

type Row = (number | null)[];
/** Without its `clock`, which is that of the sending. */
export type Recorded = Omit<StatsHistory, 'clock'>;

/** Gathers the samples of the light history into messages, and keeps those that were not taken yet; the oldest go first. */
export class HistoryTape {
  readonly waiting: Recorded[] = [];
  private ticks: number[] = [];
  private host: (Row | null)[] = [];
  private containers = new Map<ContainerId, (Row | null)[]>();

  add(at: number, host: HostSample | undefined, containers: ReadonlyMap<ContainerId, ContainerSample>): void {
    const tick = this.ticks.push(Math.round(at)) - 1;
    this.host[tick] = host === undefined ? null : HOST_METRIC_NAMES.map((name) => known(host[name]));
    for (const [id, sample] of containers) {
      const rows = this.containers.get(id) ?? Array.from({ length: tick }, () => null);
      rows[tick] = CONTAINER_METRIC_NAMES.map((name) => known(sample[name]));
      this.containers.set(id, rows);
    }
    for (const rows of this.containers.values()) rows[tick] ??= null;
    if (this.ticks.length >= TICKS_PER_HISTORY) this.cut();
  }

  /** Sends off what is recorded, also less than a minute of it. */
  flush(): void {
    if (this.ticks.length > 0) this.cut();
  }

  /** It was taken. */
  done(message: Recorded): void {
    const index = this.waiting.indexOf(message);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  private cut(): void {
    const { ticks, host } = this;
    const all = [...this.containers].map(([id, rows]) => ({ id, rows }));
    for (let from = 0; from === 0 || from < all.length; from += MAX_SAMPLED_CONTAINERS) {
      const containers = all.slice(from, from + MAX_SAMPLED_CONTAINERS);
      this.waiting.push({ id: randomUUID(), ticks, containers, ...(from === 0 && { host }) });
    }
    this.waiting.splice(0, Math.max(0, this.waiting.length - MAX_WAITING));
    this.ticks = [];
    this.host = [];
    this.containers = new Map();
  }
}

/** Seven digits are kept in the end: no more travel. */
function known(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(7));
}
