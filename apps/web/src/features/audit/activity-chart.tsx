import type { PlacementActivity } from '@roadstead/contract';
import { memo } from 'react';
import classes from './time-slider.module.css';

/** Of the drawing, in its own units: a bucket is one wide. */
const HEIGHT = 40;
const MIDDLE = 24;

/** What began (up) and what ended (down) over time; hatched where fewer hosts were observed than at best. */
export const ActivityChart = memo(function ActivityChart({
  activity,
  step,
}: {
  activity: PlacementActivity;
  step: number;
}) {
  const { started, ended, observedHosts } = activity;
  const most = Math.max(1, ...started, ...ended);
  const hosts = Math.max(0, ...observedHosts);
  // A few must be seen beside very many.
  const scale = (count: number, room: number) => (count === 0 ? 0 : Math.max(1.5, Math.sqrt(count / most) * room));
  return (
    <div className={classes.chart} aria-hidden>
      <div className={classes.gaps}>
        {spansOf(observedHosts, (count) => count < hosts).map(([begin, end]) => (
          <div
            key={begin}
            style={{ left: `${(100 * begin) / started.length}%`, width: `${(100 * (end - begin)) / started.length}%` }}
          />
        ))}
      </div>
      <svg viewBox={`0 0 ${started.length} ${HEIGHT}`} preserveAspectRatio="none" role="presentation">
        <path className={classes.started} d={barsOf(started, (count) => [MIDDLE - scale(count, MIDDLE), MIDDLE])} />
        <path
          className={classes.ended}
          d={barsOf(ended, (count) => [MIDDLE, MIDDLE + scale(count, HEIGHT - MIDDLE)])}
        />
        <rect className={classes.after} x={step} y={0} width={Math.max(0, started.length - step)} height={HEIGHT} />
      </svg>
    </div>
  );
});

function barsOf(counts: readonly number[], edges: (count: number) => [top: number, bottom: number]): string {
  return counts
    .flatMap((count, bucket) => {
      if (count === 0) return [];
      const [top, bottom] = edges(count);
      return `M${bucket + 0.1} ${bottom}V${top.toFixed(2)}H${bucket + 0.9}V${bottom.toFixed(2)}Z`;
    })
    .join('');
}

/** Runs of buckets that are so, as [first, after the last). */
function spansOf(counts: readonly number[], isSo: (count: number) => boolean): [number, number][] {
  const spans: [number, number][] = [];
  for (const [bucket, count] of counts.entries()) {
    if (!isSo(count)) continue;
    const last = spans.at(-1);
    if (last !== undefined && last[1] === bucket) last[1] = bucket + 1;
    else spans.push([bucket, bucket + 1]);
  }
  return spans;
}
