import { describe, expect, it } from '@jest/globals';
import { actionFilterOf, entryOf } from './action-question';

const of = (query: string) => {
  const params = new URLSearchParams(query);
  return actionFilterOf((name) => params.get(name) ?? undefined);
};

describe('the question of the log of actions', () => {
  it('is what the address says', () => {
    expect(of('q=shop&verb=container.stop&outcome=failed&actor=ann&from=2026-01-01T00:00:00Z&entry=7&x=1')).toEqual({
      q: 'shop',
      verb: 'container.stop',
      outcome: 'failed',
      actor: 'ann',
      from: '2026-01-01T00:00:00Z',
    });
  });

  it('leaves out what cannot be asked', () => {
    expect(of("verb='&outcome=maybe&from=yesterday&to=x")).toEqual({});
    expect([entryOf('12'), entryOf('-1'), entryOf('x'), entryOf(undefined)]).toEqual([
      '12',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
