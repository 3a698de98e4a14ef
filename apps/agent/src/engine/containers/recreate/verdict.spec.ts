import { describe, expect, it } from '@jest/globals';
import type { Recreatable } from './recreatable.js';
import { verdictOf } from './verdict.js';

const STARTED = '2026-11-28T08:00:00.123456789Z';
const TRIAL = { healthySeconds: 60, steadySeconds: 10 };

function verdict(seconds: number, state: Partial<Recreatable['State']> = {}, RestartCount = 0, startPeriod = 0) {
  const State = { Status: 'running' as const, ExitCode: 0, StartedAt: STARTED, ...state };
  const Config = { Image: 'web:1', Tty: false, Healthcheck: { StartPeriod: startPeriod * 1e9 } };
  return verdictOf({ State, RestartCount, Config }, TRIAL, new Date(Date.parse(STARTED) + seconds * 1000));
}
const health = (Status: string, ...outputs: string[]) => ({
  Health: { Status, Log: outputs.map((Output) => ({ Output })) },
});

describe('the verdict on a new container', () => {
  it('waits for its seconds where it has no health check', () => {
    expect(verdict(9)).toBe('wait');
    expect(verdict(10)).toBe('good');
  });

  it('is its health check’s where it has one, however long it runs', () => {
    expect(verdict(30, health('starting'))).toBe('wait');
    expect(verdict(1, health('healthy'))).toBe('good');
    expect(verdict(60, health('starting'))).toMatchObject({ reasonCode: 'replacement-slow', seconds: 60 });
    expect(verdict(90, health('starting'), 0, 31)).toBe('wait');
    expect(verdict(3, health('unhealthy', 'first', ' no store\n'))).toMatchObject({
      reasonCode: 'replacement-unhealthy',
      output: 'no store',
    });
  });

  it('is bad once it has ended, or was started again', () => {
    expect(verdict(20, { Status: 'exited', ExitCode: 3 })).toMatchObject({
      reasonCode: 'replacement-ended',
      exitCode: 3,
    });
    expect(verdict(20, {}, 1)).toMatchObject({ reasonCode: 'replacement-restarted' });
    expect(verdict(20, { Status: 'restarting' })).toMatchObject({ reasonCode: 'replacement-restarted' });
  });
});
