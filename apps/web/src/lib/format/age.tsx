import { useNow } from '../clock/use-now';
import { useFormat } from './use-format';

/** "12s ago", ticking. The title has the full moment. `offsetMs`: the clock that wrote `at` minus the control plane's. */
export function Age({ at, offsetMs = 0 }: { at: string; offsetMs?: number }) {
  const now = useNow();
  const format = useFormat();
  const moment = Date.parse(at) - offsetMs;
  return (
    <time dateTime={at} title={format.dateTime(at)} className="tabular">
      {format.age(moment, now)}
    </time>
  );
}

/** How long since `from`, ticking, or until `to` once that is known. */
export function Elapsed({ from, to }: { from: string; to?: string }) {
  const now = useNow();
  const format = useFormat();
  const end = to === undefined ? now : Date.parse(to);
  return <span className="tabular">{format.duration((end - Date.parse(from)) / 1000)}</span>;
}
