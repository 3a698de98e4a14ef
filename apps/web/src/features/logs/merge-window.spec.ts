import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogLine } from './log-line';
import { joinNewer, joinOlder, MergeWindow, REORDER_MS } from './merge-window';

const line = (second: number, source = 0): LogLine => ({
  source,
  at: `T${String(second).padStart(6, '0')}`,
  stream: 'stdout',
  text: '',
});
const seconds = (lines: LogLine[]) => lines.map(({ at }) => Number(at.slice(1)));

describe('the merge of several logs', () => {
  it('puts lines in order that come no later than the window, and loses none that come later', () => {
    const arrivals = fc.array(fc.record({ second: fc.nat(1_000), late: fc.nat(REORDER_MS - 1) }));
    fc.assert(
      fc.property(arrivals, (lines) => {
        const window = new MergeWindow();
        const out: LogLine[] = [];
        const sorted = lines
          .map(({ second, late }) => ({ second, came: second + late }))
          .sort((a, b) => a.came - b.came);
        for (const { second, came } of sorted) {
          out.push(...window.release(came));
          window.add(line(second), came);
        }
        out.push(...window.flush());
        expect(seconds(out)).toEqual(lines.map(({ second }) => second).sort((a, b) => a - b));
      }),
    );
  });

  it('shows a line that comes too late, and holds none back for ever', () => {
    const window = new MergeWindow();
    window.add(line(5), 0);
    expect(seconds(window.release(REORDER_MS))).toEqual([5]);
    window.add(line(1), REORDER_MS);
    expect(seconds(window.release(2 * REORDER_MS))).toEqual([1]);
    for (let n = 0; n < 20_005; n += 1) window.add(line(n), 0);
    expect(window.release(0)).toHaveLength(5);
  });

  it('joins pages only as far as every container is known', () => {
    const a = { lines: [line(10), line(30)], hasMore: true };
    const b = { lines: [line(5, 1), line(20, 1)], hasMore: false };
    expect(seconds(joinOlder([a, b]))).toEqual([10, 20, 30]);
    expect(seconds(joinNewer([a, b]))).toEqual([5, 10, 20, 30]);
    expect(seconds(joinNewer([a, { ...b, hasMore: true }]))).toEqual([5, 10, 20]);
  });
});
