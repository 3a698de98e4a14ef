import type { CgroupPlace } from './cgroup-place.js';
import type { ContainerCounters } from './counters.js';
import { KeptFile } from './kept-file.js';
import { readSmall } from './read-small.js';

type Counted = Omit<ContainerCounters, 'at' | 'monotonic' | 'networkRxBytes' | 'networkTxBytes'>;

/** From here on a limit is none: version 1 writes "no limit" as the largest multiple of a page. */
const NO_LIMIT = 2 ** 60;

/** The counters of one container, from the files of its cgroup, which stay open until `close`. */
export interface CgroupFiles {
  /** @throws Error when the cgroup is gone */
  read(hostMemory: number): Counted;
  close(): void;
}

export function cgroupFiles(place: CgroupPlace): CgroupFiles {
  return place.version === 2 ? new Version2(place) : new Version1(place);
}

class Version2 implements CgroupFiles {
  private readonly cpu: KeptFile;
  private readonly memory: KeptFile;
  private readonly memoryStat: KeptFile;
  private readonly io: KeptFile;
  private readonly pids: KeptFile;
  private readonly settings: Settings;

  constructor(private readonly place: CgroupPlace & { version: 2 }) {
    const { dir } = place;
    this.cpu = new KeptFile(`${dir}/cpu.stat`);
    this.memory = new KeptFile(`${dir}/memory.current`);
    this.memoryStat = new KeptFile(`${dir}/memory.stat`);
    this.io = new KeptFile(`${dir}/io.stat`);
    this.pids = new KeptFile(`${dir}/pids.current`);
    this.settings = new Settings(`${dir}/memory.max`);
  }

  read(hostMemory: number): Counted {
    const cpu = this.cpu.read() ?? gone(this.place.dir);
    const microseconds = keyed(cpu, 'usage_usec');
    return {
      cpuNanoseconds: microseconds === undefined ? undefined : microseconds * 1000,
      cpuPeriods: keyed(cpu, 'nr_periods'),
      cpuThrottledPeriods: keyed(cpu, 'nr_throttled'),
      memoryBytes: withoutCache(number(this.memory.read()), keyed(this.memoryStat.read(), 'inactive_file')),
      memoryLimitBytes: limit(this.settings.read().memoryLimit, hostMemory),
      ...blockBytes(this.io.read(), /\b(r|w)bytes=(\d+)/g),
      pids: number(this.pids.read()),
    };
  }

  close(): void {
    for (const file of [this.cpu, this.memory, this.memoryStat, this.io, this.pids]) file.close();
  }
}

class Version1 implements CgroupFiles {
  private readonly usage: KeptFile;
  private readonly throttling: KeptFile;
  private readonly memory: KeptFile;
  private readonly memoryStat: KeptFile;
  private readonly pids: KeptFile | undefined;
  private block: KeptFile | undefined;
  private readonly settings: Settings;

  constructor(private readonly place: CgroupPlace & { version: 1 }) {
    const { cpuacct, cpu, memory, pids } = place;
    this.usage = new KeptFile(`${cpuacct}/cpuacct.usage`);
    this.throttling = new KeptFile(`${cpu}/cpu.stat`);
    this.memory = new KeptFile(`${memory}/memory.usage_in_bytes`);
    this.memoryStat = new KeptFile(`${memory}/memory.stat`);
    this.pids = pids === undefined ? undefined : new KeptFile(`${pids}/pids.current`);
    this.settings = new Settings(`${memory}/memory.limit_in_bytes`, `${cpu}/cpu.cfs_quota_us`);
  }

  read(hostMemory: number): Counted {
    const usage = this.usage.read() ?? gone(this.place.cpuacct);
    const { hasCpuLimit, memoryLimit } = this.settings.read();
    const periods = hasCpuLimit ? this.throttling.read() : undefined;
    const memory = number(this.memory.read());
    return {
      cpuNanoseconds: number(usage),
      cpuPeriods: hasCpuLimit ? keyed(periods, 'nr_periods') : 0,
      cpuThrottledPeriods: hasCpuLimit ? keyed(periods, 'nr_throttled') : 0,
      memoryBytes: withoutCache(memory, keyed(this.memoryStat.read(), 'total_inactive_file')),
      memoryLimitBytes: limit(memoryLimit, hostMemory),
      ...(this.place.blkio !== undefined && blockBytes(this.readBlock(this.place.blkio), /\d+:\d+ (R|W)\w+ (\d+)/g)),
      pids: number(this.pids?.read()),
    };
  }

  close(): void {
    for (const file of [this.usage, this.throttling, this.memory, this.memoryStat, this.pids, this.block])
      file?.close();
  }

  /** As containerd chooses: the CFQ scheduler's own where the kernel has it, else the throttling layer's. */
  private readBlock(blkio: string): string | undefined {
    if (this.block === undefined) {
      const ofCfq = new KeptFile(`${blkio}/blkio.io_service_bytes_recursive`);
      const text = ofCfq.read();
      this.block = text === undefined ? new KeptFile(`${blkio}/blkio.throttle.io_service_bytes`) : ofCfq;
      if (text !== undefined) return text;
    }
    return this.block.read();
  }
}

/** Limits change when somebody runs `docker update`: what was read not longer ago than this is taken for what is. */
const SETTINGS_MS = 15_000;

interface KnownSettings {
  readonly memoryLimit: number | undefined;
  /** Without one nothing is ever throttled. */
  readonly hasCpuLimit: boolean;
}

class Settings {
  private known: KnownSettings | undefined;
  private readAt = 0;

  constructor(
    private readonly memoryFile: string,
    private readonly quotaFile?: string,
  ) {}

  read(): KnownSettings {
    const now = performance.now();
    if (this.known !== undefined && now - this.readAt < SETTINGS_MS) return this.known;
    const quota = this.quotaFile === undefined ? undefined : number(readSmall(this.quotaFile));
    // Where the kernel does not tell, it is looked whether anything was throttled.
    this.known = { memoryLimit: number(readSmall(this.memoryFile)), hasCpuLimit: quota === undefined || quota > 0 };
    this.readAt = now;
    return this.known;
  }
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
