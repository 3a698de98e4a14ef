import type { CgroupPlace } from './cgroup-place.js';
import type { ContainerCounters } from './counters.js';
import { readSmall } from './read-small.js';

type Counted = Omit<ContainerCounters, 'at' | 'monotonic' | 'networkRxBytes' | 'networkTxBytes'>;

/** From here on a limit is none: version 1 writes "no limit" as the largest multiple of a page. */
const NO_LIMIT = 2 ** 60;

/** @throws Error when the cgroup is gone */
export function readCgroup(place: CgroupPlace, hostMemory: number): Counted {
  return place.version === 2 ? readVersion2(place, hostMemory) : readVersion1(place, hostMemory);
}

function readVersion2(place: CgroupPlace & { version: 2 }, hostMemory: number): Counted {
  const { dir } = place;
  const cpu = readSmall(`${dir}/cpu.stat`) ?? gone(dir);
  const memory = number(readSmall(`${dir}/memory.current`));
  const io = blockBytes(readSmall(`${dir}/io.stat`), /\b(r|w)bytes=(\d+)/g);
  const microseconds = keyed(cpu, 'usage_usec');
  return {
    cpuNanoseconds: microseconds === undefined ? undefined : microseconds * 1000,
    cpuPeriods: keyed(cpu, 'nr_periods'),
    cpuThrottledPeriods: keyed(cpu, 'nr_throttled'),
    memoryBytes: withoutCache(memory, keyed(readSmall(`${dir}/memory.stat`), 'inactive_file')),
    memoryLimitBytes: limit(settingsOf(place, `${dir}/memory.max`).memoryLimit, hostMemory),
    ...io,
    pids: number(readSmall(`${dir}/pids.current`)),
  };
}

function readVersion1(place: CgroupPlace & { version: 1 }, hostMemory: number): Counted {
  const { cpuacct, cpu, memory, blkio, pids } = place;
  const usage = readSmall(`${cpuacct}/cpuacct.usage`) ?? gone(cpuacct);
  const settings = settingsOf(place, `${memory}/memory.limit_in_bytes`, `${cpu}/cpu.cfs_quota_us`);
  const periods = settings.hasCpuLimit ? readSmall(`${cpu}/cpu.stat`) : undefined;
  const memoryUsage = number(readSmall(`${memory}/memory.usage_in_bytes`));
  return {
    cpuNanoseconds: number(usage),
    cpuPeriods: settings.hasCpuLimit ? keyed(periods, 'nr_periods') : 0,
    cpuThrottledPeriods: settings.hasCpuLimit ? keyed(periods, 'nr_throttled') : 0,
    memoryBytes: withoutCache(memoryUsage, keyed(readSmall(`${memory}/memory.stat`), 'total_inactive_file')),
    memoryLimitBytes: limit(settings.memoryLimit, hostMemory),
    ...(blkio && blockBytes(readVersion1Block(place, blkio), /\d+:\d+ (R|W)\w+ (\d+)/g)),
    pids: pids === undefined ? undefined : number(readSmall(`${pids}/pids.current`)),
  };
}

interface Settings {
  readonly readAt: number;
  readonly memoryLimit: number | undefined;
  /** Without one nothing is ever throttled. */
  readonly hasCpuLimit: boolean;
}

/** Limits change when somebody runs `docker update`: what was read not longer ago than this is taken for what is. */
const SETTINGS_MS = 15_000;
const knownSettings = new WeakMap<CgroupPlace, Settings>();

function settingsOf(place: CgroupPlace, memoryFile: string, quotaFile?: string): Settings {
  const known = knownSettings.get(place);
  const now = performance.now();
  if (known !== undefined && now - known.readAt < SETTINGS_MS) return known;
  const quota = quotaFile === undefined ? undefined : number(readSmall(quotaFile));
  // Where the kernel does not tell, it is looked whether anything was throttled.
  const read = {
    readAt: now,
    memoryLimit: number(readSmall(memoryFile)),
    hasCpuLimit: quota === undefined || quota > 0,
  };
  knownSettings.set(place, read);
  return read;
}

/** Where the CFQ scheduler's file was looked for in vain: an open that fails costs more than all the reads beside it. */
const withoutCfq = new WeakSet<CgroupPlace>();

/** As containerd chooses: the CFQ scheduler's own where the kernel has it, else the throttling layer's. */
function readVersion1Block(place: CgroupPlace, blkio: string): string | undefined {
  const cfq = withoutCfq.has(place) ? undefined : readSmall(`${blkio}/blkio.io_service_bytes_recursive`);
  if (cfq !== undefined) return cfq;
  withoutCfq.add(place);
  return readSmall(`${blkio}/blkio.throttle.io_service_bytes`);
}

/** What `docker stats` calls memory usage. */
function withoutCache(usage: number | undefined, inactiveFile: number | undefined): number | undefined {
  if (usage === undefined || inactiveFile === undefined) return usage;
  return inactiveFile < usage ? usage - inactiveFile : usage;
}

function limit(bytes: number | undefined, hostMemory: number): number | undefined {
  return bytes === undefined || bytes >= NO_LIMIT || (hostMemory > 0 && bytes >= hostMemory) ? undefined : bytes;
}

function blockBytes(text: string | undefined, line: RegExp): Pick<Counted, 'blockReadBytes' | 'blockWriteBytes'> {
  if (text === undefined) return {};
  let [read, write] = [0, 0];
  for (const [, kind, bytes] of text.matchAll(line)) {
    if (kind === 'r' || kind === 'R') read += Number(bytes);
    else write += Number(bytes);
  }
  return { blockReadBytes: read, blockWriteBytes: write };
}

function keyed(text: string | undefined, key: string): number | undefined {
  if (text === undefined) return undefined;
  const at = text.startsWith(`${key} `) ? 0 : text.indexOf(`\n${key} `) + 1;
  if (at === 0 && !text.startsWith(`${key} `)) return undefined;
  return Number.parseInt(text.slice(at + key.length + 1, at + key.length + 24), 10);
}

function number(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number.parseInt(text, 10);
  return Number.isNaN(value) ? undefined : value;
}

function gone(dir: string): never {
  throw new Error(`${dir} is gone`);
}
