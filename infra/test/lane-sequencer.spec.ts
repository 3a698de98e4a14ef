import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import LaneSequencer, { LONG_SPECS } from './lane-sequencer.mjs';

const sequencer = new LaneSequencer();
const testAt = (file: string) => ({ path: join(process.cwd(), file) });
const SHORT = Array.from({ length: 40 }, (_, index) => testAt(`apps/api/test/short-${index}.int-spec.ts`));
const LONG = Object.keys(LONG_SPECS).map(testAt);

const lanesOf = (tests: { path: string }[], shardCount: number) =>
  Array.from({ length: shardCount }, (_, index) => sequencer.shard(tests, { shardIndex: index + 1, shardCount }));
const secondsOf = (lane: { path: string }[]) =>
  lane.reduce((sum, { path }) => sum + (LONG_SPECS[path.slice(process.cwd().length + 1)] ?? 10), 0);

describe('LaneSequencer', () => {
  it('knows no spec file that is not there', () => {
    expect(Object.keys(LONG_SPECS).filter((file) => !existsSync(file))).toEqual([]);
  });

  it.each([1, 2, 3])('gives each spec file to one of %i lanes, in whichever order they come', (count) => {
    const tests = [...SHORT, ...LONG];
    const paths = lanesOf(tests, count).flatMap((lane) => lane.map(({ path }) => path));
    expect(paths.sort()).toEqual(tests.map(({ path }) => path).sort());
    expect(lanesOf([...tests].reverse(), count)).toEqual(lanesOf(tests, count));
  });

  it('gives two lanes as much to do, and each the longest first', () => {
    const lanes = lanesOf([...SHORT, ...LONG], 2);
    const [first = 0, second = 0] = lanes.map(secondsOf);
    expect(Math.abs(first - second)).toBeLessThanOrEqual(10);
    for (const lane of lanes) {
      const seconds = lane.map((test) => secondsOf([test]));
      expect(seconds).toEqual([...seconds].sort((a, b) => b - a));
    }
  });

  it('leaves a lane empty where there is less to do than lanes', () => {
    expect(lanesOf([testAt('a.int-spec.ts')], 2).map((lane) => lane.length)).toEqual([1, 0]);
  });
});
