import type { Rolling } from '@roadstead/contract';

export const WAYS = ['atOnce', 'rolling'] as const;

/** The fields as they are typed. */
export interface RollingText {
  way: (typeof WAYS)[number];
  width: string;
  /** Empty: goes on whatever fails. */
  stopAfter: string;
}

export const AT_ONCE: RollingText = { way: 'atOnce', width: '1', stopAfter: '1' };
/** With care: what fails on the first is not done to the rest. */
export const ONE_BY_ONE: RollingText = { ...AT_ONCE, way: 'rolling' };

/** What the fields ask for; with one host, or everywhere at once, nothing. */
export function rollingOf({ way, width, stopAfter }: RollingText, hostCount: number): Rolling | undefined {
  if (way === 'atOnce' || hostCount < 2) return undefined;
  return { width: Number(width), stopAfterFailures: stopAfter === '' ? undefined : Number(stopAfter) };
}
