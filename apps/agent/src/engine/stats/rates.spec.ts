import { describe, expect, it } from '@jest/globals';
import type { ContainerCounters } from './counters.js';
import { containerSample, hostSample } from './rates.js';

const counters = (monotonic: number, rest: Partial<ContainerCounters>): ContainerCounters => ({
  at: 0,
  monotonic,
  ...rest,
});

describe('containerSample', () => {
  it('makes rates of two looks: cores of CPU time, bytes a second', () => {
    const before = counters(1000, { cpuNanoseconds: 5e9, networkRxBytes: 100, blockWriteBytes: 0 });
    const now = counters(3000, { cpuNanoseconds: 6e9, networkRxBytes: 300, blockWriteBytes: 4096, pids: 3 });
    expect(containerSample(before, now)).toMatchObject({
      cpuCores: 0.5,
      networkRxRate: 100,
      networkRxBytes: 300,
      blockWriteRate: 2048,
      pids: 3,
    });
  });

  it('has no rate at the first look, nor of two that are too close', () => {
    const now = counters(1000, { cpuNanoseconds: 5e9, memoryBytes: 7 });
    expect(containerSample(undefined, now)).toMatchObject({ cpuCores: undefined, memoryBytes: 7 });
    expect(containerSample(counters(900, { cpuNanoseconds: 1e9 }), now).cpuCores).toBeUndefined();
  });

  it('has no rate at all over a restart, also of the counters that had risen above their old value already', () => {
    const before = counters(0, { cpuNanoseconds: 9e9, networkRxBytes: 10, cpuPeriods: 100, cpuThrottledPeriods: 50 });
    const now = counters(1000, { cpuNanoseconds: 1e9, networkRxBytes: 5000, cpuPeriods: 200, cpuThrottledPeriods: 60 });
    const sample = containerSample(before, now);
    expect([sample.cpuCores, sample.networkRxRate, sample.cpuThrottled]).toEqual([undefined, undefined, undefined]);
  });

  it('leaves out the one counter that fell, as when an interface went', () => {
    const before = counters(0, { cpuNanoseconds: 0, networkRxBytes: 5000 });
    const now = counters(1000, { cpuNanoseconds: 1e9, networkRxBytes: 10 });
    expect(containerSample(before, now)).toMatchObject({ cpuCores: 1, networkRxRate: undefined });
  });

  it('tells the share of periods that were held back; without a limit none is', () => {
    const throttled = (periods: number, held: number) =>
      containerSample(
        counters(0, { cpuPeriods: 10, cpuThrottledPeriods: 2 }),
        counters(1000, { cpuPeriods: periods, cpuThrottledPeriods: held }),
      ).cpuThrottled;
    expect([throttled(20, 7), throttled(10, 2)]).toEqual([0.5, 0]);
  });
});

describe('hostSample', () => {
  it('counts cores of all CPUs together', () => {
    const at = { at: 0, memoryBytes: 1 };
    expect(
      hostSample({ ...at, monotonic: 0, cpuNanoseconds: 0 }, { ...at, monotonic: 2000, cpuNanoseconds: 3e9 }),
    ).toMatchObject({
      cpuCores: 1.5,
      memoryBytes: 1,
    });
  });
});
