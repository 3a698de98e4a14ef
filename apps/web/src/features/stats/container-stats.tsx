import type { Container } from '@roadstead/contract';
import type { ContainerState } from '@roadstead/domain';
import { CONTAINER_METRICS, type ContainerMetric } from '@roadstead/domain/stat-metrics';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock/use-now';
import { useFormat } from '../../lib/format/use-format';
import { Callout, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { useHost } from '../hosts/use-hosts';
import { metricText } from './metric-text';
import { Processes } from './processes';
import { RangeSwitch } from './range-switch';
import { RANGE_IDS, RANGES, type RangeId } from './ranges';
import { SilentHost } from './silent-host';
import classes from './stats.module.css';
import type { Line } from './stats-chart';
import { type Timeline, timelineOf } from './timeline';
import { useContainerHistory, useContainerPoints, useLiveSamples } from './use-stats';

const StatsChart = lazy(() => import('./stats-chart'));
/** States in which its processes exist. */
const LIVE_STATES: readonly ContainerState[] = ['running', 'paused', 'restarting'];
const METRICS = Object.keys(CONTAINER_METRICS) as ContainerMetric[];

export default function ContainerStats({ container }: { container: Container }) {
  const t = useTranslations('stats');
  const url = useUrlState();
  const { data: host } = useHost(container.hostId);
  const mayInspect = useMay('containers.inspect');
  const isRunning = LIVE_STATES.includes(container.state);
  const isHeard = host === undefined || host.status === 'online';
  const fallback: RangeId = isRunning ? 'live' : 'hour';
  const range = RANGE_IDS.find((id) => id === url.get('range')) ?? fallback;
  return (
    <>
      <div className={classes.notices}>
        <SilentHost host={host} />
        {isRunning ? null : <Callout tone="info">{t('notRunning')}</Callout>}
      </div>
      <RangeSwitch value={range} onChange={(id) => url.set({ range: id === fallback ? undefined : id })} />
      <Charts key={range} container={container} range={range} isLive={range === 'live' && isRunning} />
      {mayInspect ? <Processes container={container} isRunning={isRunning && isHeard} /> : null}
    </>
  );
}

function Charts({ container, range, isLive }: { container: Container; range: RangeId; isLive: boolean }) {
  const history = useContainerHistory(container.hostId, container.id, range);
  const samples = useLiveSamples(isLive ? `stats/container/${container.hostId}/${container.id}` : undefined);
  const points = useContainerPoints(samples);
  const to = useNow();
  const from = to - RANGES[range].ms;
  if (history.isError && history.data === undefined && points.length === 0) {
    return <ErrorState error={history.error} onRetry={() => history.refetch()} />;
  }
  if (history.isPending) return <SkeletonRows count={4} />;
  const timeline = timelineOf(METRICS, history.data, points, from);
  return (
    <Suspense fallback={<SkeletonRows count={4} />}>
      <ContainerCharts timeline={timeline} from={from} to={to} freshFrom={to - RANGES[range].freshMs} />
    </Suspense>
  );
}

interface ChartsProps {
  timeline: Timeline<ContainerMetric>;
  from: number;
  to: number;
  freshFrom: number;
}

function ContainerCharts({ timeline, ...span }: ChartsProps) {
  const t = useTranslations('stats');
  const format = useFormat();
  const { at, values } = timeline;
  const line = (id: ContainerMetric, tone: Line['tone'], isLimit?: true): Line => ({
    id,
    label: t(`metric.${id}`),
    values: values[id],
    tone,
    isLimit,
  });
  const has = (id: ContainerMetric) => values[id].some((value) => value !== null);
  const text = (id: ContainerMetric) => (value: number | null | undefined) =>
    metricText(CONTAINER_METRICS[id], value, format);
  const shared = { at, ...span };
  const isThrottled = values.cpuThrottled.some((value) => (value ?? 0) > 0);
  return (
    <div className={classes.charts}>
      <StatsChart
        {...shared}
        title={t('cpu')}
        lines={[line('cpuCores', 'accent')]}
        text={text('cpuCores')}
        atLeast={0.05}
      />
      <StatsChart
        {...shared}
        title={t('memory')}
        lines={[
          line('memoryBytes', 'accent'),
          ...(has('memoryLimitBytes') ? [line('memoryLimitBytes', 'warn', true)] : []),
        ]}
        text={text('memoryBytes')}
        atLeast={1_000_000}
      />
      <StatsChart
        {...shared}
        title={t('network')}
        lines={[line('networkRxRate', 'accent'), line('networkTxRate', 'warn')]}
        text={text('networkRxRate')}
        atLeast={1000}
      />
      <StatsChart
        {...shared}
        title={t('block')}
        lines={[line('blockReadRate', 'accent'), line('blockWriteRate', 'warn')]}
        text={text('blockReadRate')}
        atLeast={1000}
      />
      <StatsChart {...shared} title={t('pids')} lines={[line('pids', 'accent')]} text={text('pids')} atLeast={4} />
      {isThrottled ? (
        <StatsChart
          {...shared}
          title={t('throttling')}
          lines={[line('cpuThrottled', 'warn')]}
          text={text('cpuThrottled')}
          atLeast={1}
        />
      ) : null}
    </div>
  );
}
