import type { DiskUsage } from '@roadstead/domain';

export const USED_BY = ['images', 'containers', 'volumes', 'buildCache'] as const;
export type UsedBy = (typeof USED_BY)[number];

export interface DiskSegment {
  readonly what: UsedBy | 'other' | 'free';
  readonly bytes: number;
  /** Of the whole bar, 0 to 1. */
  readonly share: number;
}

/**
 * How a host's disk is divided. What Docker's own books do not explain is `other`; where the size of the disk is not known
 * the bar is what Docker holds.
 */
export function diskSegments({ disk, ...usage }: DiskUsage): DiskSegment[] {
  const docker = USED_BY.map((what) => ({ what, bytes: usage[what].sizeBytes }));
  const held = docker.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest =
    disk === undefined
      ? []
      : [
          { what: 'other' as const, bytes: Math.max(0, disk.totalBytes - disk.freeBytes - held) },
          { what: 'free' as const, bytes: disk.freeBytes },
        ];
  const all = [...docker, ...rest];
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  return all.map((segment) => ({ ...segment, share: total === 0 ? 0 : segment.bytes / total }));
}
