import { describe, expect, it } from '@jest/globals';
import type { ContainerId } from '@roadstead/domain';
import { Leases } from './leases.js';

const [a, b] = ['a', 'b'].map((digit) => digit.repeat(64) as ContainerId) as [ContainerId, ContainerId];
const watch = (holder: string, rest: object) => ({
  holder,
  seconds: 10,
  periodMs: 1000,
  all: false,
  containerIds: [],
  ...rest,
});

describe('Leases', () => {
  it('want what all holders want, each in its own rhythm', () => {
    const leases = new Leases();
    leases.take(watch('x', { containerIds: [a] }), 0);
    leases.take(watch('y', { containerIds: [b], periodMs: 5000 }), 0);
    expect([...leases.due(0).containerIds]).toEqual([a, b]);
    expect([...leases.due(500).containerIds]).toEqual([]);
    expect([...leases.due(1000).containerIds]).toEqual([a]);
  });

  it('end by themselves, or at once with nothing wanted', () => {
    const leases = new Leases();
    leases.take(watch('x', { all: true }), 0);
    leases.take(watch('y', { all: true, seconds: 30 }), 0);
    leases.take(watch('y', {}), 1);
    expect([leases.isHeld(9999), leases.isHeld(10_000)]).toEqual([true, false]);
    expect(leases.due(10_000).all).toBe(false);
  });

  it('go on when renewed, without an extra sample, and at once with a new wish', () => {
    const leases = new Leases();
    leases.take(watch('x', { containerIds: [a] }), 0);
    leases.due(0);
    leases.take(watch('x', { containerIds: [a] }), 300);
    expect(leases.due(300).containerIds.size).toBe(0);
    leases.take(watch('x', { containerIds: [b] }), 400);
    leases.take(watch('x', { containerIds: [a, b] }), 500);
    expect([...leases.due(500).containerIds]).toEqual([a, b]);
    expect(leases.isHeld(10_400)).toBe(true);
  });

  it('do not catch up after a pause', () => {
    const leases = new Leases();
    leases.take(watch('x', { all: true, seconds: 60 }), 0);
    leases.due(0);
    expect(leases.due(20_000).all).toBe(true);
    expect(leases.due(20_400).all).toBe(false);
  });
});
