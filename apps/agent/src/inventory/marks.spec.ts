import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ContainerId } from '@roadstead/domain';
import { hexOf } from '@roadstead/testing';
import { Marks } from './marks.js';

const { signal } = new AbortController();
const event = (name: string, at = '2026-11-22T10:00:00.000Z') => ({
  subject: 'container' as const,
  id: ContainerId.parse(hexOf(name)),
  at,
});

describe('Marks', () => {
  it('gathers what came before anybody waited, with the latest time of each', async () => {
    const marks = new Marks();
    marks.take(event('a', '1'));
    marks.take(event('a', '2'));
    marks.take({ subject: 'images', at: '3' });
    marks.take({ subject: 'facts', at: '4' });
    expect(await marks.next(signal)).toEqual({
      containers: new Map([[event('a').id, '2']]),
      images: '3',
      facts: true,
      all: false,
      burst: false,
    });
  });

  it('loses no mark that comes between two waits', async () => {
    const marks = new Marks();
    marks.take(event('a'));
    await marks.next(signal);
    marks.take(event('b'));
    expect([...(await marks.next(signal)).containers.keys()]).toEqual([event('b').id]);
    const waiting = marks.next(signal);
    marks.markAll();
    expect(await waiting).toMatchObject({ all: true, burst: false });
  });

  it('is not starved by events that never pause', async () => {
    const marks = new Marks();
    const steady = setInterval(() => marks.take(event('a')), 10);
    const began = performance.now();
    await marks.next(signal);
    clearInterval(steady);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('asks to inspect everything after so many events that some may have been lost', async () => {
    const marks = new Marks();
    for (let i = 0; i < 300; i += 1) marks.take(event(String(i)));
    expect(await marks.next(signal)).toMatchObject({ all: true, burst: true });
    marks.take(event('a'));
    expect(await marks.next(signal)).toMatchObject({ all: false, burst: false });
  });

  it('ends a wait with the reason of the stop', async () => {
    const stop = new AbortController();
    const waiting = new Marks().next(stop.signal);
    await sleep(1);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
