/**
 * What is measured of a container. A metric that cannot be told is left out: rates before the second look, the network of
 * a container that uses the host's, limits where there is none.
 *
 * CPU and memory are as `docker stats` computes them: CPU time over wall time (1 core = its 100 %), and memory in use
 * without the page cache that can be dropped at once.
 */
export const CONTAINER_METRICS = {
  cpuCores: 'cores',
  /** Share of the scheduler's periods in which a CPU limit held the container back, 0 to 1. */
  cpuThrottled: 'share',
  memoryBytes: 'bytes',
  /** Absent: no limit below the host's own memory. */
  memoryLimitBytes: 'bytes',
  networkRxRate: 'bytes/s',
  networkTxRate: 'bytes/s',
  blockReadRate: 'bytes/s',
  blockWriteRate: 'bytes/s',
  pids: 'processes',
} as const;
export type ContainerMetric = keyof typeof CONTAINER_METRICS;

/** What is measured of a host. */
export const HOST_METRICS = {
  /** Of all its CPUs together. */
  cpuCores: 'cores',
  memoryBytes: 'bytes',
  memoryTotalBytes: 'bytes',
  load1: 'processes',
  /** Of the file system that holds the engine's data root. */
  diskUsedBytes: 'bytes',
  diskTotalBytes: 'bytes',
} as const;
export type HostMetric = keyof typeof HOST_METRICS;

export type Metric = ContainerMetric | HostMetric;
export type MetricUnit = (typeof CONTAINER_METRICS)[ContainerMetric] | (typeof HOST_METRICS)[HostMetric];

/** In the order of the tables above: the order in which values travel and are stored. */
export const CONTAINER_METRIC_NAMES = Object.keys(CONTAINER_METRICS) as ContainerMetric[];
export const HOST_METRIC_NAMES = Object.keys(HOST_METRICS) as HostMetric[];
