import { Injectable } from '@nestjs/common';
import type { ContainerStatsSeries, HostStatsSeries, StatsQuery } from '@roadstead/contract';
import {
  CONTAINER_METRIC_NAMES,
  CONTAINER_METRICS,
  ContainerId,
  HOST_METRIC_NAMES,
  HOST_METRICS,
  type HostId,
  RoadsteadError,
} from '@roadstead/domain';
import { HISTORY_STEP_SECONDS } from '@roadstead/protocol';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import { BUCKET_MS, unpackBuckets } from './hour-buckets.js';
import { BatchReader } from './packed-samples.js';
import { SeriesGrid } from './series.js';
import { type HistoryPiece, StatsRepository } from './stats.repository.js';
import { type StatsRange, statsRange } from './stats-range.js';
import { FINE_MS } from './stats-upkeep.service.js';

const STEP_MS = HISTORY_STEP_SECONDS * 1000;

/** What hosts and containers used, over time. */
@Injectable()
export class StatsHistoryService {
  constructor(
    private readonly repository: StatsRepository,
    private readonly hosts: HostsService,
    private readonly containers: ContainersService,
  ) {}

  /** @throws RoadsteadError `host.unknown`, `request.invalid` */
  async ofHost(hostId: string, query: StatsQuery): Promise<HostStatsSeries> {
    const host = await this.hosts.get(hostId);
    const range = statsRange(query, Date.now(), FINE_MS);
    const pieces = await this.#pieces(host.id, '', range);
    const grid = fill(pieces, range, HOST_METRIC_NAMES.length, (reader) => reader.hostRows());
    return { hostId: host.id, ...told(range, grid), units: HOST_METRICS, metrics: grid.columns(HOST_METRIC_NAMES) };
  }

  /**
   * @param containerId as of `ContainersService.get`; the whole id of one that was removed does while there is history of it
   * @throws RoadsteadError `host.unknown`, `container.unknown`, `request.invalid`
   */
  async ofContainer(hostId: string, containerId: string, query: StatsQuery): Promise<ContainerStatsSeries> {
    const host = await this.hosts.get(hostId);
    const range = statsRange(query, Date.now(), FINE_MS);
    const { id, exists } = await this.#find(host.id, containerId);
    const pieces = await this.#pieces(host.id, id, range);
    const grid = fill(pieces, range, CONTAINER_METRIC_NAMES.length, (reader) => reader.containerRows(id));
    const metrics = grid.columns(CONTAINER_METRIC_NAMES);
    if (!exists && Object.values(metrics).every(({ avg }) => avg.every((value) => value === null))) {
      throw new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: host.name });
    }
    return { hostId: host.id, containerId: id, ...told(range, grid), units: CONTAINER_METRICS, metrics };
  }

  async #find(hostId: HostId, containerId: string): Promise<{ id: ContainerId; exists: boolean }> {
    try {
      return { id: (await this.containers.get(hostId, containerId)).id, exists: true };
    } catch (error) {
      const whole = ContainerId.safeParse(containerId).data;
      if (whole === undefined || !(error instanceof RoadsteadError) || error.code !== 'container.unknown') throw error;
      return { id: whole, exists: false };
    }
  }

  #pieces(hostId: HostId, containerId: ContainerId | '', { from, to }: StatsRange): Promise<HistoryPiece[]> {
    // A sample tells of the time before it: the one just after the range counts as well.
    return this.repository.pieces(hostId, containerId, new Date(from), new Date(to + STEP_MS));
  }
}

function told({ from, to, stepSeconds }: StatsRange, { at }: SeriesGrid) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), stepSeconds, at };
}

function fill(
  pieces: readonly HistoryPiece[],
  { from, to, stepSeconds }: StatsRange,
  width: number,
  rowsOf: (reader: BatchReader) => ReturnType<BatchReader['containerRows']>,
): SeriesGrid {
  const grid = new SeriesGrid(from, to, stepSeconds, width);
  for (const piece of pieces) {
    if (piece.kind === 'batch') {
      const reader = new BatchReader(piece.bytes);
      for (const [tick, row] of (rowsOf(reader) ?? []).entries()) {
        const at = reader.ticks[tick] ?? 0;
        grid.add(at - STEP_MS, at, row);
      }
    } else {
      for (const { index, avg, min, max } of unpackBuckets(piece.bytes, width)) {
        const begin = piece.hour.getTime() + index * BUCKET_MS;
        grid.add(begin, begin + BUCKET_MS, avg, min, max);
      }
    }
  }
  return grid;
}
