import type { LiveStats, LiveTopic, Top } from '@roadstead/contract';
import type { ContainerMetric, HostMetric } from '@roadstead/domain';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { call } from '../../lib/api/call';
import { serverNow } from '../../lib/clock/server-clock';
import { KEYS } from '../../lib/live/query-keys';
import { useLiveTopic } from '../../lib/live/use-live';
import { RANGES, type RangeId } from './ranges';
import type { LivePoint } from './timeline';

/** Live samples that are kept: a little more than the live range shows. */
const KEPT_MS = RANGES.live.ms + 30_000;
/** Points of a chart, about as many as it has pixels in a narrow column. */
const POINTS = 300;

type Subject = { readonly hostId: string; readonly containerId?: string };

/** The past of a range, up to now. */
export function useHostHistory(hostId: string, range: RangeId) {
  return useQuery({
    queryKey: KEYS.statsHistory(hostId, '', range),
    queryFn: ({ signal }) => call('hostStats', { params: { hostId }, query: lately(range), signal }),
    refetchInterval: RANGES[range].refetchMs,
  });
}

export function useContainerHistory(hostId: string, containerId: string, range: RangeId) {
  return useQuery({
    queryKey: KEYS.statsHistory(hostId, containerId, range),
    queryFn: ({ signal }) => call('containerStats', { params: { hostId, containerId }, query: lately(range), signal }),
    refetchInterval: RANGES[range].refetchMs,
  });
}

function lately(range: RangeId) {
  return { from: new Date(serverNow() - RANGES[range].ms).toISOString(), points: POINTS };
}

/** The samples of a topic that came while this was on the page. `undefined`: not looked at. */
export function useLiveSamples(topic: LiveTopic | undefined): readonly LiveStats[] {
  useLiveTopic(topic);
  const { data } = useQuery<LiveStats | null>({
    queryKey: KEYS.liveStats(topic ?? ''),
    queryFn: () => null,
    enabled: false,
    structuralSharing: false,
  });
  const [samples, setSamples] = useState<readonly LiveStats[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another topic is another line
  useEffect(() => setSamples([]), [topic]);
  useEffect(() => {
    if (data == null) return;
    setSamples((known) => {
      const last = known.at(-1);
      if (last !== undefined && data.at <= last.at) return known;
      return [...known.filter(({ at }) => at >= data.at - KEPT_MS), data];
    });
  }, [data]);
  return samples;
}

export function useContainerPoints(samples: readonly LiveStats[]): readonly LivePoint<ContainerMetric>[] {
  return useMemo(
    () => samples.flatMap(({ at, containers: [one] }) => (one === undefined ? [] : [{ at, values: one.sample }])),
    [samples],
  );
}

export function useHostPoints(samples: readonly LiveStats[]): readonly LivePoint<HostMetric>[] {
  return useMemo(
    () => samples.flatMap(({ at, host }) => (host === undefined ? [] : [{ at, values: host }])),
    [samples],
  );
}

/** The containers that use most: from the history at first, then live. */
export function useTop(topic: LiveTopic, query: { sort: Top['sort']; host?: string }) {
  useLiveTopic(topic);
  return useQuery({
    queryKey: KEYS.statsTop(topic),
    queryFn: ({ signal }) => call('statsTop', { query: { ...query, limit: 100 } as never, signal }),
    placeholderData: (previous) => previous,
    structuralSharing: (known, next) => (((known as Top | undefined)?.asOf ?? '') > (next as Top).asOf ? known : next),
  });
}

export function useProcesses({ hostId, containerId = '' }: Subject, isEnabled: boolean) {
  return useQuery({
    queryKey: KEYS.processes(hostId, containerId),
    queryFn: ({ signal }) => call('containerProcesses', { params: { hostId, containerId }, signal }),
    enabled: isEnabled,
    retry: false,
  });
}
