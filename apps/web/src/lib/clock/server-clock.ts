/**
 * Ages are told by the control plane's clock, because the timestamps are its own. The browser's clock may be wrong; the
 * `Date` header of replies tells by how much, to a second. Differences below two seconds are within that error.
 */
const TOLERATED_MS = 2_000;
let offsetMs = 0;

export function noteServerDate(header: string | null, localNow = Date.now()): void {
  const serverMs = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(serverMs)) return;
  const difference = serverMs - localNow;
  offsetMs = Math.abs(difference) <= TOLERATED_MS ? 0 : difference;
}

/** Milliseconds since 1970 by the control plane's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
