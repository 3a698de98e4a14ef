import type { Host } from '@roadstead/contract';
import { HOST_METRICS, type HostMetric } from '@roadstead/domain/stat-metrics';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock/use-now';
import { useFormat } from '../../lib/format/use-format';
import { Section } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useUrlState } from '../../lib/ui/use-url-state';
import { metricText } from './metric-text';
import { RangeSwitch } from './range-switch';
import { RANGE_IDS, RANGES, type RangeId } from './ranges';
import { SilentHost } from './silent-host';
import classes from './stats.module.css';
import type { Line } from './stats-chart';
import { timelineOf } from './timeline';
import { TopTable } from './top-table';
import { useHostHistory, useHostPoints, useLiveSamples } from './use-stats';

const StatsChart = lazy(() => import('./stats-chart'));
const METRICS = Object.keys(HOST_METRICS) as HostMetric[];

export default function HostStats({ host }: { host: Host }) {
  const t = useTranslations('stats');
  const url = useUrlState();
  const range = RANGE_IDS.find((id) => id === url.get('range')) ?? 'live';
  return (
    <>
      <div className={classes.notices}>
        <SilentHost host={host} />
      </div>
      <RangeSwitch value={range} onChange={(id) => url.set({ range: id === 'live' ? undefined : id })} />
      <Charts key={range} host={host} range={range} />
      <Section title={t('topHere')}>
        <TopTable hostId={host.id} />
      </Section>
    </>
  );
}

function Charts({ host, range }: { host: Host; range: RangeId }) {
  const t = useTranslations('stats');
  const format = useFormat();
  const history = useHostHistory(host.id, range);
  const samples = useLiveSamples(range === 'live' ? `stats/host/${host.id}` : undefined);
  const points = useHostPoints(samples);
  const to = useNow();
  const from = to - RANGES[range].ms;
  if (history.isError && history.data === undefined && points.length === 0) {
    return <ErrorState error={history.error} onRetry={() => history.refetch()} />;
  }
  if (history.isPending) return <SkeletonRows count={4} />;
  const { at, values } = timelineOf(METRICS, history.data, points, from);
  const line = (id: HostMetric, tone: Line['tone'], isLimit?: true): Line => ({
    id,
    label: t(`metric.${id}`),
    values: values[id],
    tone,
    isLimit,
  });
  const text = (id: HostMetric) => (value: number | null | undefined) => metricText(HOST_METRICS[id], value, format);
  const shared = { at, from, to, freshFrom: to - RANGES[range].freshMs };
  return (
    <Suspense fallback={<SkeletonRows count={4} />}>
      <div className={classes.charts}>
        <StatsChart
          {...shared}
          title={t('cpuOf', { count: host.engine?.cpus ?? 1 })}
          lines={[line('cpuCores', 'accent')]}
          text={text('cpuCores')}
          atLeast={host.engine?.cpus ?? 1}
        />
        <StatsChart
          {...shared}
          title={t('memory')}
          lines={[line('memoryBytes', 'accent'), line('memoryTotalBytes', 'warn', true)]}
          text={text('memoryBytes')}
        />
        <StatsChart {...shared} title={t('load')} lines={[line('load1', 'accent')]} text={text('load1')} atLeast={1} />
        <StatsChart
          {...shared}
          title={t('disk')}
          lines={[line('diskUsedBytes', 'accent'), line('diskTotalBytes', 'warn', true)]}
          text={text('diskUsedBytes')}
        />
      </div>
    </Suspense>
  );
}
