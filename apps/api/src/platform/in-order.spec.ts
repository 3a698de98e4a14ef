import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { InOrder } from './in-order.js';

describe('InOrder', () => {
  it('runs the tasks of one key in the order of the calls, also after one that failed', async () => {
    const inOrder = new InOrder<string>();
    const ran: number[] = [];
    const task = (n: number, ms: number) => async () => {
      await sleep(ms);
      ran.push(n);
      if (n === 1) throw new Error('first');
    };
    const results = await Promise.allSettled([
      inOrder.run('a', task(1, 20)),
      inOrder.run('a', task(2, 1)),
      inOrder.run('a', task(3, 5)),
    ]);
    expect(ran).toEqual([1, 2, 3]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('does not let one key wait for another', async () => {
    const inOrder = new InOrder<string>();
    const never = new Promise<void>(() => undefined);
    void inOrder.run('a', () => never);
    await expect(inOrder.run('b', async () => 'done')).resolves.toBe('done');
  });
});
