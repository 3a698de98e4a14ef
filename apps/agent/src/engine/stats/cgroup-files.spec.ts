import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cgroupFiles } from './cgroup-files.js';
import type { CgroupPlace } from './cgroup-place.js';

/** As a kernel writes them. */
const V2 = {
  'cpu.stat': 'usage_usec 2500000\nuser_usec 1\nsystem_usec 1\nnr_periods 20\nnr_throttled 5\nthrottled_usec 9\n',
  'memory.current': '104857600\n',
  'memory.stat': 'anon 1\nfile 2\ninactive_anon 3\ninactive_file 4857600\nslab 1\n',
  'memory.max': '268435456\n',
  'io.stat':
    '8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=2 rios=1 wios=1 dbytes=0 dios=0\n',
  'pids.current': '3\n',
};
const V1 = {
  'cpuacct.usage': '2500000000\n',
  'cpu.stat': 'nr_periods 20\nnr_throttled 5\nthrottled_time 9\n',
  'memory.usage_in_bytes': '104857600\n',
  'memory.stat': 'cache 1\ninactive_file 7\ntotal_inactive_file 4857600\n',
  'memory.limit_in_bytes': '9223372036854771712\n',
  'blkio.throttle.io_service_bytes':
    '8:0 Read 4096\n8:0 Write 8192\n8:0 Sync 0\n8:0 Discard 5\n8:0 Total 12288\nTotal 12288\n',
  'pids.current': '3\n',
};

function readCgroup(place: CgroupPlace, hostMemory: number) {
  const files = cgroupFiles(place);
  try {
    return files.read(hostMemory);
  } finally {
    files.close();
  }
}

describe('the files of a cgroup', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'roadstead-cgroup-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (files: Record<string, string>) => {
    mkdirSync(dir, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  };
  const version1 = () => ({ version: 1 as const, cpuacct: dir, cpu: dir, memory: dir, blkio: dir, pids: dir });

  it('reads version 2', () => {
    write(V2);
    expect(readCgroup({ version: 2, dir }, 2 ** 34)).toEqual({
      cpuNanoseconds: 2.5e9,
      cpuPeriods: 20,
      cpuThrottledPeriods: 5,
      memoryBytes: 100_000_000,
      memoryLimitBytes: 268_435_456,
      blockReadBytes: 4097,
      blockWriteBytes: 8194,
      pids: 3,
    });
  });

  it('reads the same numbers of version 1', () => {
    write(V1);
    expect(readCgroup(version1(), 2 ** 34)).toEqual({
      cpuNanoseconds: 2.5e9,
      cpuPeriods: 20,
      cpuThrottledPeriods: 5,
      memoryBytes: 100_000_000,
      memoryLimitBytes: undefined,
      blockReadBytes: 4096,
      blockWriteBytes: 8192,
      pids: 3,
    });
  });

  it('looks for throttling only where there is a limit of the CPU', () => {
    write({ ...V1, 'cpu.cfs_quota_us': '-1\n' });
    expect(readCgroup(version1(), 2 ** 34).cpuPeriods).toBe(0);
    write({ 'cpu.cfs_quota_us': '50000\n' });
    expect(readCgroup(version1(), 2 ** 34).cpuPeriods).toBe(20);
  });

  it('knows no limit where there is none, or none below the memory of the host', () => {
    write({ ...V2, 'memory.max': 'max\n' });
    expect(readCgroup({ version: 2, dir }, 2 ** 34).memoryLimitBytes).toBeUndefined();
    write({ 'memory.max': String(2 ** 40) });
    expect(readCgroup({ version: 2, dir }, 2 ** 34).memoryLimitBytes).toBeUndefined();
  });

  it('leaves out what the kernel does not tell, and says when the cgroup is gone', () => {
    write({ 'cpu.stat': 'usage_usec 1\n' });
    expect(readCgroup({ version: 2, dir }, 0)).toMatchObject({ cpuNanoseconds: 1000, memoryBytes: undefined });
    expect(() => readCgroup({ version: 2, dir: `${dir}/none` }, 0)).toThrow(/gone/);
  });

  it.each([
    ['2', () => ({ version: 2 as const, dir }), { 'memory.current': '1000000\n', 'memory.stat': 'inactive_file 0\n' }],
    ['1', version1, { 'memory.usage_in_bytes': '1000000\n', 'memory.stat': 'total_inactive_file 0\n' }],
  ])('are read again as they are by then, of version %s, and let go of', (_version, place, later) => {
    write({ ...V2, ...V1 });
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    const files = cgroupFiles(place());
    const first = files.read(2 ** 34);
    expect(open()).toBeGreaterThan(before);
    expect(files.read(2 ** 34)).toEqual(first);
    write(later);
    expect(files.read(2 ** 34)).toEqual({ ...first, memoryBytes: 1_000_000 });
    files.close();
    expect(open()).toBe(before);
  });
});
