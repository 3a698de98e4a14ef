import { z } from 'zod';
import type { ContainerCounters } from './counters.js';

const Count = z.number().nullish();

/** The part of `GET /containers/{id}/stats?stream=false&one-shot=true` that counters are made of. */
export const EngineStats = z.object({
  cpu_stats: z.object({
    cpu_usage: z.object({ total_usage: Count }),
    throttling_data: z.object({ periods: Count, throttled_periods: Count }).nullish(),
  }),
  memory_stats: z.object({ usage: Count, limit: Count, stats: z.record(z.string(), z.number()).nullish() }).nullish(),
  blkio_stats: z
    .object({ io_service_bytes_recursive: z.array(z.object({ op: z.string(), value: z.number() })).nullish() })
    .nullish(),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
  pids_stats: z.object({ current: Count }).nullish(),
});

/** The same numbers as from the cgroup files, told by the engine. */
export function countersOfEngine(
  stats: z.infer<typeof EngineStats>,
  hostMemory: number,
): Omit<ContainerCounters, 'at' | 'monotonic'> {
  const { cpu_stats, memory_stats, blkio_stats, networks, pids_stats } = stats;
  const usage = memory_stats?.usage ?? undefined;
  const cache = memory_stats?.stats?.total_inactive_file ?? memory_stats?.stats?.inactive_file ?? 0;
  const limit = memory_stats?.limit ?? undefined;
  const bytes = (letter: string) =>
    (blkio_stats?.io_service_bytes_recursive ?? [])
      .filter(({ op }) => op.toLowerCase().startsWith(letter))
      .reduce((sum, { value }) => sum + value, 0);
  const interfaces = networks == null ? undefined : Object.values(networks);
  return {
    cpuNanoseconds: cpu_stats.cpu_usage.total_usage ?? undefined,
    cpuPeriods: cpu_stats.throttling_data?.periods ?? undefined,
    cpuThrottledPeriods: cpu_stats.throttling_data?.throttled_periods ?? undefined,
    memoryBytes: usage === undefined ? undefined : cache < usage ? usage - cache : usage,
    memoryLimitBytes: limit === undefined || (hostMemory > 0 && limit >= hostMemory) ? undefined : limit,
    networkRxBytes: interfaces?.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    networkTxBytes: interfaces?.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
    blockReadBytes: bytes('r'),
    blockWriteBytes: bytes('w'),
    pids: pids_stats?.current ?? undefined,
  };
}
