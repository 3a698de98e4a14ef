import { describe, expect, it } from '@jest/globals';
import { cgroupPlace } from './cgroup-place.js';

const ID = 'a'.repeat(64);
const V2_MOUNT = '30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate';
const V1_MOUNTS = [
  '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct',
  '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
  '38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio',
  '39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids',
].join('\n');
const v1 = (path: string) => `9:pids:${path}\n8:blkio:${path}\n5:memory:${path}\n2:cpu,cpuacct:${path}\n0::/\n`;

describe('cgroupPlace', () => {
  it("finds version 2's one folder, of either driver", () => {
    expect(cgroupPlace(ID, `0::/docker/${ID}\n`, V2_MOUNT)).toEqual({ version: 2, dir: `/sys/fs/cgroup/docker/${ID}` });
    expect(cgroupPlace(ID, `0::/system.slice/docker-${ID}.scope\n`, V2_MOUNT)).toEqual({
      version: 2,
      dir: `/sys/fs/cgroup/system.slice/docker-${ID}.scope`,
    });
  });

  it("finds version 1's folders by their controllers, also beside a bare version 2", () => {
    const place = cgroupPlace(
      ID,
      v1(`/docker/${ID}`),
      `${V1_MOUNTS}\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw`,
    );
    expect(place).toEqual({
      version: 1,
      cpuacct: `/sys/fs/cgroup/cpu,cpuacct/docker/${ID}`,
      cpu: `/sys/fs/cgroup/cpu,cpuacct/docker/${ID}`,
      memory: `/sys/fs/cgroup/memory/docker/${ID}`,
      blkio: `/sys/fs/cgroup/blkio/docker/${ID}`,
      pids: `/sys/fs/cgroup/pids/docker/${ID}`,
    });
  });

  it('takes a mount of a part of the tree for what it is', () => {
    const mount = '30 23 0:26 /system.slice /host/cgroup rw - cgroup2 cgroup2 rw';
    expect(cgroupPlace(ID, `0::/system.slice/docker-${ID}.scope\n`, mount)).toEqual({
      version: 2,
      dir: `/host/cgroup/docker-${ID}.scope`,
    });
    expect(cgroupPlace(ID, `0::/docker/${ID}\n`, mount)).toBeUndefined();
  });

  it.each([
    ['of another container', `0::/docker/${'b'.repeat(64)}\n`],
    ['of a program with that pid here', '0::/user.slice/session-1.scope\n'],
    ['seen from within a cgroup namespace', `0::/../../docker/${ID}\n`],
    ['of something below the container', `0::/docker/${ID}/init\n`],
  ])('does not trust the pid where its cgroup is one %s', (_, membership) => {
    expect(cgroupPlace(ID, membership, V2_MOUNT)).toBeUndefined();
  });
});
