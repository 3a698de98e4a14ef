import type { ContainerSample, HostSample } from '@roadstead/domain';
import type { ContainerCounters, HostCounters } from './counters.js';

/** Two looks closer than this make no rate: the counters' own grain would show. */
const SHORTEST_MS = 300;

/**
 * What is told of a container: rates since `previous`, where the two are of one run of it. A counter that fell was begun
 * anew (the container was restarted), and then nothing is known of the time between: no rate, and never a negative one.
 */
export function containerSample(previous: ContainerCounters | undefined, now: ContainerCounters): ContainerSample {
  const seconds = elapsedSeconds(previous, now);
  const since = seconds === undefined || startedAnew(previous, now) ? undefined : previous;
  const rate = (key: CounterKey) => perSecond(since?.[key], now[key], seconds);
  const cpu = rate('cpuNanoseconds');
  return {
    cpuCores: cpu === undefined ? undefined : cpu / 1e9,
    cpuThrottled: throttled(since, now),
    memoryBytes: now.memoryBytes,
    memoryLimitBytes: now.memoryLimitBytes,
    networkRxRate: rate('networkRxBytes'),
    networkTxRate: rate('networkTxBytes'),
    blockReadRate: rate('blockReadBytes'),
    blockWriteRate: rate('blockWriteBytes'),
    pids: now.pids,
    networkRxBytes: now.networkRxBytes,
    networkTxBytes: now.networkTxBytes,
    blockReadBytes: now.blockReadBytes,
    blockWriteBytes: now.blockWriteBytes,
  };
}

export function hostSample(previous: HostCounters | undefined, now: HostCounters): HostSample {
  const cpu = perSecond(previous?.cpuNanoseconds, now.cpuNanoseconds, elapsedSeconds(previous, now));
  return {
    cpuCores: cpu === undefined ? undefined : cpu / 1e9,
    memoryBytes: now.memoryBytes,
    memoryTotalBytes: now.memoryTotalBytes,
    load1: now.load1,
    diskUsedBytes: now.diskUsedBytes,
    diskTotalBytes: now.diskTotalBytes,
  };
}

type CounterKey =
  | 'cpuNanoseconds'
  | 'networkRxBytes'
  | 'networkTxBytes'
  | 'blockReadBytes'
  | 'blockWriteBytes'
  | 'cpuPeriods'
  | 'cpuThrottledPeriods';

function startedAnew(previous: ContainerCounters | undefined, now: ContainerCounters): boolean {
  return (previous?.cpuNanoseconds ?? 0) > (now.cpuNanoseconds ?? Number.POSITIVE_INFINITY);
}

function elapsedSeconds(previous: { monotonic: number } | undefined, now: { monotonic: number }): number | undefined {
  if (previous === undefined) return undefined;
  const ms = now.monotonic - previous.monotonic;
  return ms < SHORTEST_MS ? undefined : ms / 1000;
}

function perSecond(before: number | undefined, now: number | undefined, seconds: number | undefined) {
  if (before === undefined || now === undefined || seconds === undefined || now < before) return undefined;
  return (now - before) / seconds;
}

/** A container without a limit has no periods: nothing holds it back. */
function throttled(before: ContainerCounters | undefined, now: ContainerCounters): number | undefined {
  const periods = difference(before?.cpuPeriods, now.cpuPeriods);
  const held = difference(before?.cpuThrottledPeriods, now.cpuThrottledPeriods);
  if (periods === undefined || held === undefined) return undefined;
  return periods === 0 ? 0 : Math.min(1, held / periods);
}

function difference(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined || now < before ? undefined : now - before;
}
