import { describe, expect, it } from '@jest/globals';
import type { HostId } from '@roadstead/domain';
import { wantsOf } from './stats-wants.js';

const fleet = (size: number) => Array.from({ length: size }, (_, i) => `h${i}` as HostId);

describe('wantsOf', () => {
  it('asks only the hosts that are looked at', () => {
    const { wants } = wantsOf(['stats/container/h1/c1', 'stats/container/h1/c2', 'stats/host/h2'], []);
    expect([...wants]).toEqual([
      ['h1', { all: false, containerIds: new Set(['c1', 'c2']), periodMs: 1000 }],
      ['h2', { all: true, containerIds: new Set(), periodMs: 1000 }],
    ]);
  });

  it('asks the whole fleet for its top, more slowly the larger it is, and at once where somebody looks closely', () => {
    expect(wantsOf(['stats/top/cpu'], fleet(3)).topPeriodMs).toBe(2000);
    const { wants, topPeriodMs } = wantsOf(['stats/top/cpu', 'stats/container/h7/c1'], fleet(1000));
    expect([wants.size, topPeriodMs, wants.get('h1' as HostId)?.periodMs]).toEqual([1000, 20_000, 20_000]);
    expect(wants.get('h7' as HostId)).toMatchObject({ all: true, periodMs: 1000 });
  });

  it('asks one host for its own top', () => {
    expect([...wantsOf(['stats/top/memory/h1'], []).wants.keys()]).toEqual(['h1']);
  });
});
