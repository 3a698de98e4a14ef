import { describe, expect, it } from '@jest/globals';
import type { ContainerEvent } from '@roadstead/domain';
import { mergeTimeline, type TimelineParts } from './merge-timeline.js';
import type { ActionRow, RunRow } from './timeline-rows.js';

const at = (second: number) => new Date(Date.UTC(2026, 2, 3, 10, 0, second));
const run = (overrides: Partial<RunRow> = {}): RunRow => ({
  name: 'web',
  from: at(0),
  to: at(30),
  endKnownBy: 'engine',
  exitCode: 137,
  ...overrides,
});
const event = (second: number, kind: ContainerEvent['kind'], more: Partial<ContainerEvent> = {}): ContainerEvent => ({
  at: at(second).toISOString(),
  kind,
  ...more,
});
const action = (asked: number, done: number, verb: string, outcome = 'ok'): ActionRow => ({
  at: at(done),
  actor: 'ada',
  verb,
  target: 'container web-1/web',
  outcome,
  detail: { askedAt: at(asked).toISOString() },
});
const merged = (parts: Partial<TimelineParts>) =>
  mergeTimeline({ runs: [], actions: [], jobs: [], gaps: [], events: [], ...parts });
const ends = (parts: Partial<TimelineParts>) => merged(parts).filter(({ what }) => what.type === 'ended');

describe('mergeTimeline', () => {
  it('tells once what history and engine both know, newest first', () => {
    const events = [event(0, 'created'), event(1, 'started'), event(30, 'ended', { exitCode: 137 })];
    expect(merged({ runs: [run()], events }).map(({ what, sources }) => [what.type, ...sources])).toEqual([
      ['ended', 'history', 'engine'],
      ['started', 'history', 'engine'],
      ['event', 'engine'],
    ]);
  });

  it('keeps two quick runs apart, each with the event nearest to it', () => {
    const runs = [run({ from: at(4), to: at(6) }), run({ from: at(0), to: at(2) })];
    const events = [event(0, 'started'), event(2, 'ended', { exitCode: 137 }), event(4, 'started')];
    const all = merged({ runs, events });
    expect(all.filter(({ what }) => what.type === 'started')).toHaveLength(2);
    expect(all.filter(({ what }) => what.type === 'ended').map(({ sources }) => sources.length)).toEqual([1, 2]);
  });

  it('does not take an end with another code, or one that nobody observed, for the same', () => {
    const events = [event(30, 'ended', { exitCode: 0 })];
    expect(ends({ runs: [run()], events })).toHaveLength(2);
    const gap = { runs: [run({ endKnownBy: 'gap', exitCode: null })], events: [event(30, 'signaled', { signal: 9 })] };
    expect(ends(gap)[0]?.what).toEqual({ type: 'ended', outOfMemory: false, knownBy: 'gap' });
  });

  it('an end within the time of an action of Roadstead’s is by who asked for it', () => {
    const actions = [action(19, 31, 'container.stop')];
    expect(ends({ runs: [run()], actions })[0]?.what).toMatchObject({
      cause: { type: 'action', actor: 'ada', verb: 'container.stop', wasKilled: false },
    });
    const events = [event(20, 'signaled', { signal: 15 }), event(30, 'signaled', { signal: 9 })];
    expect(ends({ runs: [run()], actions, events })[0]?.what).toMatchObject({ cause: { wasKilled: true } });
  });

  it('an action that failed, came later, or ends nothing is not the cause', () => {
    for (const each of [
      action(19, 31, 'container.stop', 'agent.not-answering'),
      action(40, 41, 'container.stop'),
      action(19, 31, 'container.pause'),
    ])
      expect(ends({ runs: [run()], actions: [each] })[0]?.what).not.toHaveProperty('cause.type', 'action');
  });

  it('signals that came by another way are told as they are, and running out of memory goes before all', () => {
    const events = [event(20, 'signaled', { signal: 15 }), event(30, 'signaled', { signal: 9 })];
    expect(ends({ runs: [run()], events })[0]?.what).toMatchObject({ cause: { type: 'signals', signals: [15, 9] } });
    expect(ends({ runs: [run()], events: [event(29, 'out-of-memory'), ...events] })[0]?.what).toMatchObject({
      outOfMemory: true,
      cause: { type: 'out-of-memory' },
    });
    expect(ends({ runs: [run()] })[0]?.what).not.toHaveProperty('cause.type');
  });

  it('an action stands where it was asked for', () => {
    const [first] = merged({ actions: [action(5, 25, 'container.stop')] });
    expect(first?.at).toBe(at(5).toISOString());
  });
});
