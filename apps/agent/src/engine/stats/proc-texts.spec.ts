import { describe, expect, it } from '@jest/globals';
import { toProcesses } from './container-top.js';
import { busyNanoseconds } from './host-counters.js';
import { networkBytes } from './network-bytes.js';

describe('networkBytes', () => {
  it('adds interfaces up, without the loopback, also where no space follows the colon', () => {
    const text = [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
      '    lo:     999       9    0    0    0     0          0         0      999       9    0    0    0     0       0          0',
      '  eth0:     100       1    0    0    0     0          0         0       20       1    0    0    0     0       0          0',
      '  eth1:5        1    0    0    0     0          0         0        7       1    0    0    0     0       0          0',
    ].join('\n');
    expect(networkBytes(text)).toEqual({ networkRxBytes: 105, networkTxBytes: 27 });
  });
});

describe('busyNanoseconds', () => {
  it('leaves out idle, waiting and stolen time, and does not count guests twice', () => {
    expect(busyNanoseconds('cpu  10 1 2 1000 500 3 4 77 8 0\ncpu0 1 1 1 1\n')).toBe(20 * 1e7);
    expect(busyNanoseconds(undefined)).toBeUndefined();
  });
});

describe('toProcesses', () => {
  it('finds the columns by their titles, of procps and of busybox', () => {
    const procps = {
      Titles: ['PID', 'USER', '%CPU', 'RSS', 'TIME', 'COMMAND'],
      Processes: [['7', 'root', '12.5', '2048', '00:00:03', 'sh -c while true']],
    };
    expect(toProcesses(procps).processes).toEqual([
      { pid: 7, user: 'root', cpuPercent: 12.5, memoryBytes: 2_097_152, time: '00:00:03', command: 'sh -c while true' },
    ]);
    const plain = {
      Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
      Processes: [['0', '7', '1', '0', 'x', '?', '0', 'sh']],
    };
    expect(toProcesses(plain).processes).toEqual([
      { pid: 7, user: '0', cpuPercent: undefined, memoryBytes: undefined, time: '0', command: 'sh' },
    ]);
  });
});
