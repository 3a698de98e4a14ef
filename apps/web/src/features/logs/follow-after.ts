import type { LogLine, StreamName } from './log-line';

/** Moments of the last lines at hand, by stream: what follows them is asked for. */
export type After = { readonly [K in StreamName]?: string };

/**
 * After which lines each container is to be followed, so that none is lost: each after its own, for the clock of another
 * host may be ahead, and its page may have been read later.
 * @param otherwise the moment from which on all is at hand, for a container that has written nothing since
 */
export function followAfter(lines: Iterable<LogLine>, containers: number, otherwise?: string): After[] {
  const found: { [K in StreamName]?: string }[] = Array.from({ length: containers }, () => ({}));
  for (const { source, stream, at } of lines) {
    const last = found[source];
    // A notice has no moment.
    if (last !== undefined && at > (last[stream] ?? '')) last[stream] = at;
  }
  const since = otherwise === undefined ? {} : { stdout: otherwise, stderr: otherwise };
  return found.map((last) => (last.stdout === undefined && last.stderr === undefined ? since : last));
}
