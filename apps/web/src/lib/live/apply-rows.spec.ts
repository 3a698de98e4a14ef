import { describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import { applyRows, applyToPages, JOB_ROWS, mergeRows, type RowKind, removeFromPages } from './apply-rows';

interface Row {
  id: string;
  revision: number;
}
const ROWS: RowKind<Row> = { key: (row) => row.id, isNewer: (next, known) => next.revision > known.revision };

describe('rows that come live', () => {
  it('replace older ones and are dropped when they are older than the one at hand', () => {
    const known = [
      { id: 'a', revision: 5 },
      { id: 'b', revision: 5 },
    ];
    const late = { id: 'a', revision: 4 };
    const fresh = { id: 'b', revision: 6 };
    expect(applyRows(known, [late, fresh], ROWS).data).toEqual([{ id: 'a', revision: 5 }, fresh]);
  });

  it('leave the very same array when nothing is newer, so that nothing draws again', () => {
    const known = [{ id: 'a', revision: 5 }];
    expect(applyRows(known, [{ id: 'a', revision: 5 }], ROWS).data).toBe(known);
  });

  it('are added to a whole list, and only counted for a list of pages', () => {
    const known = [{ id: 'a', revision: 1 }];
    const rows = [{ id: 'b', revision: 1 }];
    expect(mergeRows(known, rows, ROWS)).toHaveLength(2);
    const pages = { pages: [{ items: known, total: 1 }], pageParams: [undefined] };
    expect(applyToPages(pages, rows, ROWS)).toEqual({ data: pages, unknown: 1 });
  });

  it('go from every page, and the totals follow', () => {
    const list = {
      pages: [
        { items: [{ id: 'a', revision: 1 }], total: 2 },
        { items: [{ id: 'b', revision: 1 }], total: 2 },
      ],
      pageParams: [undefined, 'next'],
    };
    const left = removeFromPages(list, new Set(['b']), ROWS);
    expect(left.pages.map((page) => [page.items.length, page.total])).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it('of a job move by progress sequence within a revision, never back to an older attempt', () => {
    const job = (revision: number, attempt: number, progressSequence: number) =>
      ({ id: 'j', revision, attempt, progressSequence }) as Job;
    expect(JOB_ROWS.isNewer(job(3, 1, 8), job(3, 1, 7))).toBe(true);
    expect(JOB_ROWS.isNewer(job(3, 1, 9), job(3, 2, 1))).toBe(false);
    expect(JOB_ROWS.isNewer(job(2, 1, 99), job(3, 1, 7))).toBe(false);
  });
});
