import { z } from 'zod';

export * from './stat-metrics.js';

const Measured = z.number().nonnegative().optional();

export const ContainerSample = z.object({
  cpuCores: Measured,
  cpuThrottled: Measured,
  memoryBytes: Measured,
  memoryLimitBytes: Measured,
  networkRxRate: Measured,
  networkTxRate: Measured,
  blockReadRate: Measured,
  blockWriteRate: Measured,
  pids: Measured,
  /** Bytes since the container started, as `docker stats` shows them. */
  networkRxBytes: Measured,
  networkTxBytes: Measured,
  blockReadBytes: Measured,
  blockWriteBytes: Measured,
});
export type ContainerSample = z.infer<typeof ContainerSample>;

export const HostSample = z.object({
  cpuCores: Measured,
  memoryBytes: Measured,
  memoryTotalBytes: Measured,
  load1: Measured,
  diskUsedBytes: Measured,
  diskTotalBytes: Measured,
});
export type HostSample = z.infer<typeof HostSample>;

/** A process of a container, as `docker top` tells it. */
export const RunningProcess = z.object({
  /** On the host. */
  pid: z.number().int(),
  user: z.string(),
  /** Share of one core over the life of the process, as `ps` counts it; absent where the host's `ps` does not say. */
  cpuPercent: z.number().optional(),
  memoryBytes: z.number().optional(),
  /** CPU time, as `ps` writes it: `[days-]hours:minutes:seconds`. */
  time: z.string(),
  command: z.string(),
});
export type RunningProcess = z.infer<typeof RunningProcess>;
