import { describe, expect, it } from '@jest/globals';
import { KeptAnswer } from './kept-answer.js';

describe('an answer that is kept', () => {
  it('is made once as long as the state is the same, also for those who ask at the same time', async () => {
    let [state, made] = ['a', 0];
    const answer = new KeptAnswer(
      async () => state,
      async () => ++made,
    );
    expect(await Promise.all([answer.get(), answer.get()])).toEqual([1, 1]);
    expect(await answer.get()).toBe(1);
    state = 'b';
    expect(await answer.get()).toBe(2);
    state = 'a';
    expect(await answer.get()).toBe(3);
  });

  it('is not kept where the state has changed while it was made', async () => {
    let [state, made] = ['nothing', 0];
    const answer = new KeptAnswer(
      async () => state,
      async () => {
        made += 1;
        if (made === 1) state = 'a container';
        return state;
      },
    );
    expect(await answer.get()).toBe('a container');
    await new Promise(setImmediate);
    state = 'nothing';
    expect(await answer.get()).toBe('nothing');
  });

  it('is made again after a failure', async () => {
    let made = 0;
    const answer = new KeptAnswer(
      async () => 'a',
      async () => {
        made += 1;
        if (made === 1) throw new Error('no');
        return made;
      },
    );
    await expect(answer.get()).rejects.toThrow('no');
    expect(await answer.get()).toBe(2);
  });
});
