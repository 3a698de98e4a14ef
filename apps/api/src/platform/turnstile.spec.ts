import { describe, expect, it } from '@jest/globals';
import { Turnstile } from './turnstile.js';

describe('Turnstile', () => {
  it('lets no more than its number run at once, in the order in which they came, also after failures', async () => {
    const turnstile = new Turnstile(2);
    const began: number[] = [];
    let running = 0;
    let most = 0;
    const task = async (number: number) => {
      began.push(number);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (number % 3 === 0) throw new Error('failed');
    };
    await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((number) => turnstile.pass(() => task(number))));
    expect([most, began]).toEqual([2, [1, 2, 3, 4, 5, 6, 7]]);
  });
});
