import { describe, expect, it } from '@jest/globals';
import type { Placement } from '@roadstead/contract';
import { lanesOf, stretchOf, ticksOf } from './lanes';

const span = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-05T00:00:00Z') };
const run = (hostName: string, containerName: string, from: string, to?: string) =>
  ({ id: from, hostId: `id of ${hostName}`, hostName, containerName, from, to }) as Placement;

describe('lanes', () => {
  it('are one for each name of a host, in order, with its runs in order', () => {
    const lanes = lanesOf(
      [
        run('web-10', 'shop', '2026-03-02T00:00:00Z'),
        run('web-2', 'shop', '2026-03-03T00:00:00Z'),
        run('web-2', 'shop', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'),
        run('web-2', 'api', '2026-03-01T00:00:00Z'),
      ],
      [{ hostId: 'id of web-2' as never, hostName: 'web-2', from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' }],
      span,
    );
    expect(
      lanes.map(({ hostName, containerName, runs, gaps }) => [hostName, containerName, runs.length, gaps.length]),
    ).toEqual([
      ['web-2', 'api', 1, 1],
      ['web-2', 'shop', 2, 1],
      ['web-10', 'shop', 1, 0],
    ]);
    expect(lanes[1]?.runs.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.25],
      [0.5, 0.5],
    ]);
    expect(lanes[1]?.gaps).toEqual([{ left: 0.25, width: 0.25 }]);
  });

  it.each([
    [{ from: '2026-02-01T00:00:00Z' }, { left: 0, width: 1 }],
    [{ to: '2026-03-02T00:00:00Z' }, { left: 0, width: 0.25 }],
    [
      { from: '2026-03-04T00:00:00Z', to: '2026-04-01T00:00:00Z' },
      { left: 0.75, width: 0.25 },
    ],
    [{ from: '2026-04-01T00:00:00Z' }, { left: 1, width: 0 }],
  ])('keep within the span: %j', (interval, stretch) => {
    expect(stretchOf(interval, span)).toEqual(stretch);
  });

  it('have round moments of the reader’s zone below them', () => {
    const hour = 3_600_000;
    expect(ticksOf(span, 5, () => hour).map((at) => new Date(at).toISOString())).toEqual([
      '2026-03-01T23:00:00.000Z',
      '2026-03-02T23:00:00.000Z',
      '2026-03-03T23:00:00.000Z',
      '2026-03-04T23:00:00.000Z',
    ]);
    expect(ticksOf(span, 2, () => 0)).toHaveLength(2);
  });

  it('have ticks on the days of the reader, also after the clock was put back or forward', () => {
    const hour = 3_600_000;
    const days = { from: Date.parse('2026-10-23T22:00:00Z'), to: Date.parse('2026-10-27T12:00:00Z') };
    const back = (at: number) => (at < Date.parse('2026-10-25T01:00:00Z') ? 2 : 1) * hour;
    expect(ticksOf(days, 5, back).map((at) => new Date(at).toISOString())).toEqual([
      '2026-10-23T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ]);
    const night = { from: Date.parse('2026-03-28T23:00:00Z'), to: Date.parse('2026-03-29T04:00:00Z') };
    const forward = (at: number) => (at < Date.parse('2026-03-29T01:00:00Z') ? 1 : 2) * hour;
    expect(ticksOf(night, 5, forward).map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '23:00',
      '00:00',
      '01:00',
      '02:00',
      '03:00',
    ]);
  });
});
