import { type Span, ticksOf } from './lanes';
import classes from './lanes.module.css';
import { momentText } from './moment';

const DAY_MS = 86_400_000;
const TICKS = 8;

/** Round moments above lanes. */
export function LaneTicks({ span }: { span: Span }) {
  const isLong = span.to - span.from > 2 * DAY_MS;
  return (
    <div className={classes.ticks} aria-hidden>
      {ticksOf(span, TICKS, zoneOffset).map((at) => {
        const text = momentText(new Date(at).toISOString());
        return (
          <span key={at} style={{ left: `${(100 * (at - span.from)) / (span.to - span.from)}%` }}>
            {isLong ? text.slice(5, 10) : text.slice(11, 16)}
          </span>
        );
      })}
    </div>
  );
}

function zoneOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000;
}
