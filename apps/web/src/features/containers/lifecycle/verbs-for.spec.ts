import { describe, expect, it } from '@jest/globals';
import { needsDialog, suitedTo, verbsFor, verbsForAny } from './verbs-for';

const running = { state: 'running', hostStatus: 'online' } as const;
const exited = { state: 'exited', hostStatus: 'online' } as const;

describe('verbsFor', () => {
  it('offers what fits the state, and nothing where the host cannot be heard', () => {
    expect(verbsFor(running)).not.toContain('start');
    expect(verbsFor(exited)).toEqual(['start', 'restart', 'remove']);
    expect(verbsFor({ state: 'paused', hostStatus: 'online' })).toContain('unpause');
    expect(verbsFor({ state: 'running', hostStatus: 'offline' })).toEqual([]);
  });

  it('of several offers what fits one, and does it to those that it fits', () => {
    expect(verbsForAny([running, exited])).toEqual(['start', 'stop', 'restart', 'pause', 'kill', 'remove']);
    expect(suitedTo('start', [running, exited])).toEqual([exited]);
  });
});

describe('needsDialog', () => {
  it('asks before something is taken away, or several are ended', () => {
    expect(needsDialog('start', [{}, {}])).toBe(false);
    expect(needsDialog('stop', [{}])).toBe(false);
    expect(needsDialog('stop', [{ autoRemove: true }])).toBe(true);
    expect(needsDialog('restart', [{}, {}])).toBe(true);
    expect(needsDialog('remove', [{}])).toBe(true);
  });
});
