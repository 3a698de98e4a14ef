import {
  CONTAINER_METRICS,
  ContainerId,
  ContainerSample,
  ContainerState,
  HOST_METRICS,
  HostId,
  HostSample,
  RunningProcess,
} from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

/**
 * Statistics: live over `/live`, the past by REST. All times are the control plane's clock: what a host measured is moved
 * by the offset of that host's clock, so that hosts line up.
 */

/** How long the history of stats is kept; older is gone. */
export const STATS_KEPT_DAYS = 7;
/** Points of a series at the most. */
export const MAX_STATS_POINTS = 2000;

export const StatsQuery = z.object({
  /** ISO 8601. Default: an hour before `to`. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** ISO 8601. Default: now. */
  to: z.iso.datetime({ offset: true }).optional(),
  /** About so many points; the step between them is chosen to fit. */
  points: z.coerce.number().int().min(1).max(MAX_STATS_POINTS).default(300),
});
export type StatsQuery = z.infer<typeof StatsQuery>;

const Column = z.array(z.number().nullable());

/** Average, least and greatest value of each step; null where nothing was measured: a gap. */
export const StatsColumn = z.object({ avg: Column, min: Column, max: Column });
export type StatsColumn = z.infer<typeof StatsColumn>;

const seriesOf = <Table extends Record<string, string>>(table: Table) =>
  z.object({
    hostId: HostId,
    from: Timestamp,
    to: Timestamp,
    stepSeconds: z.number(),
    /** The unit of each metric. */
    units: z.object(mapTable(table, (unit) => z.literal(unit))),
    /** The beginning of each step, milliseconds since 1970; every step of the range is there. */
    at: z.array(z.number()),
    /** A column for each metric, as long as `at`. */
    metrics: z.object(mapTable(table, () => StatsColumn)),
  });

/** The type keeps each key. */
function mapTable<Table extends Record<string, string>, Schema extends z.ZodType>(
  table: Table,
  schemaOf: (unit: Table[keyof Table]) => Schema,
): { [K in keyof Table]: Schema } {
  return Object.fromEntries(
    Object.entries(table).map(([name, unit]) => [name, schemaOf(unit as Table[keyof Table])]),
  ) as { [K in keyof Table]: Schema };
}

export const HostStatsSeries = seriesOf(HOST_METRICS);
export type HostStatsSeries = z.infer<typeof HostStatsSeries>;

export const ContainerStatsSeries = seriesOf(CONTAINER_METRICS).extend({ containerId: ContainerId });
export type ContainerStatsSeries = z.infer<typeof ContainerStatsSeries>;

export const TopSort = z.enum(['cpu', 'memory', 'network', 'block', 'pids']);
export type TopSort = z.infer<typeof TopSort>;

export const TopQuery = z.object({
  sort: TopSort.default('cpu'),
  host: HostId.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type TopQuery = z.infer<typeof TopQuery>;

/** A container and what it uses. */
export const TopRow = z.object({
  hostId: HostId,
  hostName: z.string(),
  hostStatus: z.enum(['online', 'unknown', 'offline']),
  id: ContainerId,
  name: z.string(),
  imageReference: z.string(),
  state: ContainerState,
  /** When it was measured. */
  at: Timestamp,
  sample: ContainerSample,
});
export type TopRow = z.infer<typeof TopRow>;

/** The containers that use most; `of`: how many were compared. */
export const Top = z.object({ sort: TopSort, asOf: Timestamp, rows: z.array(TopRow), of: z.number().int() });
export type Top = z.infer<typeof Top>;

/** What a container is sorted by: the greater uses more. What is not known counts as nothing. */
export function topValue(sort: TopSort, sample: ContainerSample): number {
  switch (sort) {
    case 'cpu':
      return sample.cpuCores ?? 0;
    case 'memory':
      return sample.memoryBytes ?? 0;
    case 'network':
      return (sample.networkRxRate ?? 0) + (sample.networkTxRate ?? 0);
    case 'block':
      return (sample.blockReadRate ?? 0) + (sample.blockWriteRate ?? 0);
    case 'pids':
      return sample.pids ?? 0;
  }
}

/** Samples of one host at one moment, as they come live. `at`: milliseconds since 1970, by the control plane's clock. */
export const LiveStats = z.object({
  hostId: HostId,
  at: z.number(),
  host: HostSample.optional(),
  containers: z.array(z.object({ id: ContainerId, sample: ContainerSample })),
});
export type LiveStats = z.infer<typeof LiveStats>;

/** `more`: processes beyond those in the list. */
export const ContainerProcesses = z.object({
  asOf: Timestamp,
  processes: z.array(RunningProcess),
  more: z.number().int(),
});
export type ContainerProcesses = z.infer<typeof ContainerProcesses>;
