import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import type { InventoryDelta } from '@roadstead/protocol';
import { createLogger } from '../config/logger.js';
import { type Link, LinkError } from '../connection/link.js';
import { DeltaWindow } from './delta-window.js';

/** Applies deltas as the control plane does; what is in `failures` comes first, one for each delta. */
class ApplyingLink implements Link {
  closed = false;
  readonly sequences: number[] = [];
  readonly failures: Error[] = [];
  applied = 0;

  async emit(_event: unknown, request: unknown): Promise<never> {
    await sleep(1);
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const { epoch, sequence } = request as InventoryDelta;
    this.sequences.push(sequence);
    this.applied = Math.max(this.applied, sequence);
    return { epoch, applied: this.applied } as never;
  }
}

function setUp() {
  let lost = 0;
  const window = new DeltaWindow(
    () => {
      lost += 1;
    },
    createLogger('silent'),
    5,
  );
  return { window, link: new ApplyingLink(), lost: () => lost };
}

describe('DeltaWindow', () => {
  it('sends each delta once and in order, also those that come while it sends', async () => {
    const { window, link } = setUp();
    window.add([], '1');
    const sending = window.send(link);
    window.add([], '2');
    void window.send(link);
    await sending;
    expect(link.sequences).toEqual([1, 2]);
    expect(window.sequence).toBe(2);
  });

  it.each([
    new LinkError('not acknowledged in 30 s'),
    new RoadsteadError('dependency.unavailable', { dependency: 'Postgres' }),
  ])('sends again what was not taken for a passing reason: $message', async (error) => {
    const { window, link, lost } = setUp();
    link.failures.push(error, error);
    window.add([], '1');
    await window.send(link);
    expect(link.sequences).toEqual([1]);
    expect(lost()).toBe(0);
  });

  it.each([new RoadsteadError('inventory.resync'), new RoadsteadError('request.invalid', { problem: 'x' })])(
    'is lost, once, when the control plane cannot follow: $message',
    async (error) => {
      const { window, link, lost } = setUp();
      link.failures.push(error);
      window.add([], '1');
      window.add([], '2');
      await window.send(link);
      window.add([], '3');
      expect(lost()).toBe(1);
      expect(link.sequences).toEqual([]);
      expect(window.resume({ epoch: window.epoch, sequence: 3 })).toBe(false);
    },
  );

  it('is lost when more waits than a new list costs', () => {
    const { window, lost } = setUp();
    for (let i = 0; i < 100; i += 1) window.add([], '0');
    expect(lost()).toBe(1);
  });

  it('goes on over a new link with what the old one did not bring', async () => {
    const { window, link, lost } = setUp();
    for (let i = 0; i < 3; i += 1) window.add([], '0');
    link.failures.push(new LinkError('cut'));
    const sending = window.send(link);
    link.closed = true;
    await sending;
    const next = new ApplyingLink();
    next.applied = 1;
    expect(window.resume({ epoch: window.epoch, sequence: 1 })).toBe(true);
    await window.send(next);
    expect(next.sequences).toEqual([2, 3]);
    expect(lost()).toBe(0);
  });

  it('resumes only where the control plane stands in its own epoch, without a gap', () => {
    const { window } = setUp();
    window.add([], '0');
    expect(window.resume(undefined)).toBe(false);
    expect(window.resume({ epoch: '01990000-0000-4000-8000-000000000001', sequence: 0 })).toBe(false);
    expect(window.resume({ epoch: window.epoch, sequence: 7 })).toBe(false);
  });

  it('says nothing more once a new list takes its place', async () => {
    const { window, link, lost } = setUp();
    window.add([], '0');
    window.add([], '0');
    link.failures.push(new RoadsteadError('inventory.resync'));
    const sending = window.send(link);
    window.close();
    await sending;
    expect(lost()).toBe(0);
    expect(link.sequences).toEqual([]);
  });
});
