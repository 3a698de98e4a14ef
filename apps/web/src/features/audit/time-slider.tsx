import type { ActivityQuery } from '@roadstead/contract';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { serverNow } from '../../lib/clock/server-clock';
import { useFormat } from '../../lib/format/use-format';
import { KEYS } from '../../lib/live/query-keys';
import { Segments } from '../../lib/ui/segments';
import segments from '../../lib/ui/segments.module.css';
import { ActivityChart } from './activity-chart';
import { Moment, momentText } from './moment';
import type { Filter } from './question';
import { beginOf, RANGE_IDS, RANGES, type Range, usualRange } from './ranges';
import { momentOf, stepOf, stepOfChange } from './slider-steps';
import classes from './time-slider.module.css';

const BUCKETS = 240;
interface Props {
  /** Undefined: now. */
  asOf: string | undefined;
  filter: Filter;
  onChange(asOf: string | undefined): void;
}

/** The shortest range that has the moment. */
function rangeFor(asOf: string | undefined): Range {
  const age = asOf === undefined ? 0 : serverNow() - Date.parse(asOf);
  return RANGE_IDS.find((range) => (RANGES[range] ?? Number.POSITIVE_INFINITY) > age) ?? 'week';
}

/** Slides through the history; above it, how much began and ended when. */
export function TimeSlider({ asOf, filter, onChange }: Props) {
  const t = useTranslations('audit.slider');
  const format = useFormat();
  const [openedAt] = useState(serverNow);
  const [since, setSince] = useState<string>();
  const [chosen, setRange] = useState<Range | undefined>(() => (asOf === undefined ? undefined : rangeFor(asOf)));
  const range = chosen ?? usualRange(since, openedAt);
  const from = useMemo(() => new Date(beginOf(range, since, openedAt)).toISOString(), [range, since, openedAt]);
  const query = { ...filter, from, buckets: BUCKETS } as Partial<ActivityQuery>;
  const { data, isError } = useQuery({
    queryKey: KEYS.placementActivity(query),
    queryFn: async ({ signal }) => {
      const activity = await call('getPlacementActivity', { query, signal });
      setSince(activity.historySince);
      return activity;
    },
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  });
  if (isError && data === undefined) return <p className="quiet">{t('failed')}</p>;
  const step = data === undefined ? BUCKETS : stepOf(data, asOf);
  const [before, after] = data === undefined ? [] : [stepOfChange(data, step, -1), stepOfChange(data, step, 1)];
  const goTo = (next: number | undefined) => {
    if (data !== undefined && next !== undefined) onChange(momentOf(data, next));
  };
  return (
    <div className={classes.slider}>
      <div className={classes.track}>
        {data === undefined ? <div className={classes.chart} /> : <ActivityChart activity={data} step={step} />}
        <input
          type="range"
          className={classes.range}
          min={0}
          max={data?.started.length ?? BUCKETS}
          step={1}
          value={step}
          disabled={data === undefined}
          aria-label={t('label')}
          aria-valuetext={asOf === undefined ? t('now') : momentText(asOf)}
          onChange={(event) => goTo(Number(event.currentTarget.value))}
        />
        <div className={classes.ends}>
          {data === undefined ? null : <Moment at={data.from} />}
          <span>{t('now')}</span>
        </div>
      </div>
      <div className={classes.tools}>
        <Segments
          label={t('range')}
          options={RANGE_IDS.map((id) => ({ id, label: t(`ranges.${id}`) }))}
          current={range}
          onChange={setRange}
        />
        <div className={segments.segments}>
          <Jump label={t('previous')} to={before} onGo={goTo} Icon={IconChevronLeft} />
          <Jump label={t('next')} to={after} onGo={goTo} Icon={IconChevronRight} />
        </div>
        {data === undefined ? null : (
          <span className={classes.figures}>
            {t('started', { count: format.number(sum(data.started)) })} ·{' '}
            {t('ended', { count: format.number(sum(data.ended)) })}
          </span>
        )}
      </div>
    </div>
  );
}

interface JumpProps {
  label: string;
  to: number | undefined;
  onGo(step: number | undefined): void;
  Icon: typeof IconChevronLeft;
}

function Jump({ label, to, onGo, Icon }: JumpProps) {
  return (
    <button type="button" aria-label={label} title={label} disabled={to === undefined} onClick={() => onGo(to)}>
      <Icon size={14} stroke={1.8} aria-hidden />
    </button>
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
