import { statfsSync } from 'node:fs';
import type { HostCounters } from './counters.js';
import { readSmall } from './read-small.js';

/** Clock ticks a second in /proc, the same on every Linux that Node runs on. */
const NANOSECONDS_PER_TICK = 1e9 / 100;

/** @param dataRoot the engine's; its file system is left out where this process does not see it */
export function readHost(dataRoot: string | undefined): HostCounters {
  const memory = readSmall('/proc/meminfo');
  const total = kibibytes(memory, 'MemTotal');
  const available = kibibytes(memory, 'MemAvailable');
  const load = Number.parseFloat(readSmall('/proc/loadavg') ?? '');
  return {
    at: Date.now(),
    monotonic: performance.now(),
    cpuNanoseconds: busyNanoseconds(readSmall('/proc/stat')),
    memoryBytes: total === undefined || available === undefined ? undefined : total - available,
    memoryTotalBytes: total,
    load1: Number.isNaN(load) ? undefined : load,
    ...(dataRoot !== undefined && disk(dataRoot)),
  };
}

/** `cpu user nice system idle iowait irq softirq steal guest …`; guests are in `user` already, and stolen time was not ours. */
export function busyNanoseconds(stat: string | undefined): number | undefined {
  const match = /^cpu +(\d+) (\d+) (\d+) \d+ \d+ (\d+) (\d+)/.exec(stat ?? '');
  if (match === null) return undefined;
  return match.slice(1).reduce((sum, ticks) => sum + Number(ticks), 0) * NANOSECONDS_PER_TICK;
}

function kibibytes(meminfo: string | undefined, key: string): number | undefined {
  const match = new RegExp(`^${key}: +(\\d+) kB$`, 'm').exec(meminfo ?? '');
  return match === null ? undefined : Number(match[1]) * 1024;
}

function disk(path: string): Pick<HostCounters, 'diskUsedBytes' | 'diskTotalBytes'> {
  try {
    const { blocks, bfree, bavail, bsize } = statfsSync(path);
    // As `df` counts: what is kept for root is neither used nor to be had.
    const used = (blocks - bfree) * bsize;
    return { diskUsedBytes: used, diskTotalBytes: used + bavail * bsize };
  } catch {
    return {};
  }
}
