import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Rounds } from './rounds.js';

it('does one round at a time, goes on after one that failed, and waits for the last', async () => {
  const rounds = new Rounds();
  const failures: unknown[] = [];
  let begun = 0;
  let going = 0;
  let most = 0;
  rounds.start(
    1,
    async () => {
      begun += 1;
      going += 1;
      most = Math.max(most, going);
      await sleep(5);
      going -= 1;
      if (begun === 1) throw new Error('the first');
    },
    (error) => failures.push(error),
  );
  while (begun < 3) await sleep(1);
  await rounds.stop();
  expect({ going, most, failures: failures.length }).toEqual({ going: 0, most: 1, failures: 1 });
  const after = begun;
  await sleep(20);
  expect(begun).toBe(after);
});

it('does a round that is asked for at once, or right after the one that goes on, and only one for many who ask', async () => {
  const rounds = new Rounds();
  let begun = 0;
  rounds.start(
    undefined,
    async () => {
      begun += 1;
      await sleep(5);
    },
    () => {},
  );
  rounds.now();
  expect(begun).toBe(1);
  rounds.now();
  rounds.now();
  while (begun < 2) await sleep(1);
  await rounds.stop();
  rounds.now();
  expect(begun).toBe(2);
});
