import { describe, expect, it } from '@jest/globals';
import type { DiskUsage } from '@roadstead/domain';
import { diskSegments } from './disk-bar';

const usage = (disk?: DiskUsage['disk']): DiskUsage => ({
  measuredAt: '2026-03-03T10:00:00Z',
  disk,
  images: { count: 1, active: 1, sizeBytes: 40 },
  containers: { count: 1, active: 1, sizeBytes: 10, stoppedBytes: 0 },
  volumes: { count: 1, active: 1, sizeBytes: 30, unusedBytes: 0 },
  buildCache: { count: 0, active: 0, sizeBytes: 0, unusedBytes: 0 },
  writableLayers: [],
});

describe('the bar of a disk', () => {
  it('has what Docker holds, what else is there, and what is free', () => {
    expect(diskSegments(usage({ totalBytes: 200, freeBytes: 100 }))).toEqual([
      { what: 'images', bytes: 40, share: 0.2 },
      { what: 'containers', bytes: 10, share: 0.05 },
      { what: 'volumes', bytes: 30, share: 0.15 },
      { what: 'buildCache', bytes: 0, share: 0 },
      { what: 'other', bytes: 20, share: 0.1 },
      { what: 'free', bytes: 100, share: 0.5 },
    ]);
  });

  it('is what Docker holds where the disk is not seen', () => {
    expect(diskSegments(usage()).map(({ what, share }) => [what, share])).toEqual([
      ['images', 0.5],
      ['containers', 0.125],
      ['volumes', 0.375],
      ['buildCache', 0],
    ]);
  });

  it('never has less than nothing, though a volume may lie on another disk', () => {
    const other = diskSegments(usage({ totalBytes: 100, freeBytes: 90 })).find(({ what }) => what === 'other');
    expect(other?.bytes).toBe(0);
  });

  it('of an engine that holds nothing is empty', () => {
    const nothing = { count: 0, active: 0, sizeBytes: 0, stoppedBytes: 0, unusedBytes: 0 };
    const empty = { ...usage(), images: nothing, containers: nothing, volumes: nothing, buildCache: nothing };
    expect(diskSegments(empty).every(({ share }) => share === 0)).toBe(true);
  });
});
