import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { supervise } from './supervise.mjs';

/** A program that a test ends at will. */
function program() {
  let end: (how: string) => void = () => {};
  const begin = () =>
    new Promise<string>((resolve) => {
      end = resolve;
    });
  let exited = begin();
  const running = {
    starts: 1,
    get exited() {
      return exited;
    },
    stop: async () => end('exit code 0'),
    restart: async () => {
      await running.stop();
      running.starts += 1;
      exited = begin();
    },
  };
  return { running, end: (how: string) => end(how) };
}

describe('a supervised program', () => {
  let said: string[];
  let givenUp: string[];
  const means = {
    say: (words: string) => void said.push(words),
    giveUp: (reason: Error) => void givenUp.push(reason.message),
    logFile: 'x.log',
  };

  beforeEach(() => {
    jest.useFakeTimers();
    said = [];
    givenUp = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is started again after a growing wait, and given up when it ends too often', async () => {
    const { running, end } = program();
    supervise('API', running, means);
    for (const waitMs of [1000, 2000, 4000, 8000]) {
      end('exit code 1');
      await jest.advanceTimersByTimeAsync(waitMs - 1);
      const before = running.starts;
      await jest.advanceTimersByTimeAsync(1);
      expect(running.starts).toBe(before + 1);
    }
    expect(said[0]).toBe('API ended with exit code 1; starting it again in 1 s (log: x.log)');
    end('exit code 1');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(running.starts).toBe(5);
    expect(givenUp).toEqual(['API ended 5 times in a few minutes, last with exit code 1. See x.log.']);
  });

  it('is given up at once when it says that its configuration is wrong', async () => {
    const { running, end } = program();
    supervise('agent', running, means);
    end('exit code 78');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(running.starts).toBe(1);
    expect(givenUp).toHaveLength(1);
  });

  it('is not started again when it was stopped or restarted on purpose', async () => {
    const { running } = program();
    const kept = supervise('API', running, means);
    await kept.restart();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(running.starts).toBe(2);
    await kept.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(running.starts).toBe(2);
    expect(said).toEqual([]);
  });
});
