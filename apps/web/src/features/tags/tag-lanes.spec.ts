import { describe, expect, it } from '@jest/globals';
import type { TagSpan } from '@roadstead/contract';
import { tagLanes } from './tag-lanes';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 3) + minutes * 60_000).toISOString();
const shown = { from: Date.parse(at(0)), to: Date.parse(at(100)) };
const HOST = { type: 'host', hostId: 'h', hostName: 'north' } as const;
const REGISTRY = { type: 'registry', registry: 'docker.io' } as const;
const span = (where: object, digest: string | undefined, from: number, rest: Partial<TagSpan> = {}) =>
  ({ reference: 'web:1', where, digest, from: at(from), fromGap: false, toGap: false, ...rest }) as TagSpan;

describe('lanes of a tag', () => {
  const old = span(REGISTRY, 'sha256:a', 10, { to: at(50), checkedAt: at(40) });
  const now = span(REGISTRY, 'sha256:b', 50, { checkedAt: at(90), imageIds: ['sha256:new'] as TagSpan['imageIds'] });

  it('begin with the registry, and go by name and time', () => {
    const lanes = tagLanes(
      [now, span({ ...HOST, hostName: 'south', hostId: 's' }, 'x', 0), span(HOST, 'x', 0), old],
      [],
      shown,
    );
    expect(lanes.map(({ key }) => key.split(' ')[0])).toEqual(['', 'north', 'south']);
    expect(lanes[0]?.spans.map(({ left }) => left)).toEqual([0.1, 0.5]);
  });

  it('show as unobserved what lies between two checks, before the first and after the last', () => {
    const [registry] = tagLanes([old, now], [], shown);
    expect(registry?.spans.map(({ width }) => width)).toEqual([0.3, 0.4].map((width) => expect.closeTo(width)));
    expect(registry?.gaps.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.1],
      [0.4, expect.closeTo(0.1)],
      [0.9, expect.closeTo(0.1)],
    ]);
  });

  it('show as unobserved where nobody watched the host', () => {
    const unobserved = [{ hostId: 'h', hostName: 'north', from: at(20), to: at(30) }] as never;
    const [, north] = tagLanes([now, span(HOST, 'x', 0)], unobserved, shown);
    expect(north?.gaps).toEqual([{ left: 0.2, width: expect.closeTo(0.1) }]);
  });

  it('tell what the registry names now from all else, where that is known', () => {
    const kinds = (spans: TagSpan[]) =>
      tagLanes(spans, [], shown).flatMap((lane) => lane.spans.map(({ isCurrent }) => isCurrent));
    expect(kinds([old, now, span(HOST, 'sha256:old', 0, { to: at(60) }), span(HOST, 'sha256:new', 60)])).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(kinds([span(HOST, 'sha256:old', 0)])).toEqual([undefined]);
    expect(kinds([{ ...now, imageIds: undefined }, span(HOST, 'sha256:old', 0)])).toEqual([true, undefined]);
  });
});
