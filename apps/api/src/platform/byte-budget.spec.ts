import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('ByteBudget', () => {
  it('lets no more be held than there is, in the order of coming', async () => {
    const budget = new ByteBudget(10);
    const order: string[] = [];
    const first = await budget.hold(8, never);
    const noted = async (name: string, bytes: number) => {
      const held = await budget.hold(bytes, never);
      order.push(name);
      return held;
    };
    const second = noted('second', 6);
    const third = noted('third', 2);
    await settled();
    expect(order).toEqual([]);
    first.shrink(5);
    await settled();
    expect(order).toEqual([]);
    first.release();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
    first.release();
    (await second).release();
    (await third).release();
    (await budget.hold(10, never)).release();
  });

  it('takes more than the whole for the whole, so that nobody waits for ever', async () => {
    const budget = new ByteBudget(10);
    (await budget.hold(100, never)).release();
    expect(await Promise.race([budget.hold(10, never), 'waits'])).not.toBe('waits');
  });

  it('who gives up waits no more, and holds nobody up', async () => {
    const budget = new ByteBudget(10);
    const first = await budget.hold(5, never);
    const gone = new AbortController();
    const large = budget.hold(10, gone.signal);
    const small = budget.hold(5, never);
    gone.abort(new Error('gone'));
    await expect(large).rejects.toThrow('gone');
    (await small).release();
    first.release();
  });
});
