/** A clock off by less is in step: it may be the time that the heartbeat took. */
const TOLERATED_CLOCK_MS = 2_000;

/** Bounds by the control plane's clock, as the host's own has them. @param offsetMs how far the host's is ahead */
export function onHostClock<T extends { since?: string; until?: string }>(bounds: T, offsetMs = 0): T {
  if (Math.abs(offsetMs) <= TOLERATED_CLOCK_MS) return bounds;
  const moved = (moment: string | undefined) => moment && new Date(Date.parse(moment) + offsetMs).toISOString();
  return { ...bounds, since: moved(bounds.since), until: moved(bounds.until) };
}
