import { useNow } from '../clock/use-now';
import { useFormat } from './use-format';

/**
 * "12s ago", ticking. The title has the full moment. `offsetMs`: how far the clock that wrote `at` is ahead of the control
 * plane's, in milliseconds.
 */
export function Age({ at, offsetMs = 0 }: { at: string; offsetMs?: number }) {
  const now = useNow();
  const format = useFormat();
  const moment = Date.parse(at) - offsetMs;
  return (
    <time dateTime={at} title={format.dateTime(new Date(moment).toISOString())} className="tabular">
      {format.age(moment, now)}
    </time>
  );
}

/** How long since `from`, ticking, or until `to` once that is known. `offsetMs`: as of `Age`. */
export function Elapsed({ from, to, offsetMs = 0 }: { from: string; to?: string; offsetMs?: number }) {
  const now = useNow();
  const format = useFormat();
  const end = to === undefined ? now + offsetMs : Date.parse(to);
  return <span className="tabular">{format.duration((end - Date.parse(from)) / 1000)}</span>;
}
