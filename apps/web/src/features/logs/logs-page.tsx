'use client';

import type { Container } from '@roadstead/contract';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { EmptyState } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { ContainerPicker } from './container-picker';
import LogViewer from './log-viewer';
import { MOST_CONTAINERS } from './most-containers';
import type { NamedSource } from './named-source';

/** Several containers' logs in one. Which ones is in the address, so that it can be sent to somebody. */
export function LogsPage() {
  const t = useTranslations('logs.merged');
  const url = useUrlState();
  const text = url.get('containers') ?? '';
  const keys = useMemo(
    () =>
      text
        .split(',')
        .filter((key) => key.includes('/'))
        .slice(0, MOST_CONTAINERS),
    [text],
  );
  const { sources, missing, isPending } = useSources(keys);
  const set = (next: readonly string[]) => url.set({ containers: next.join(','), line: undefined });
  return (
    <>
      <PageHeader title={t('title')} summary={t('lead')} />
      <ContainerPicker
        chosen={sources}
        isFull={keys.length >= MOST_CONTAINERS}
        missing={missing.length}
        onAdd={(container) => set([...keys, keyOf(container)])}
        onRemove={(source) => set(keys.filter((key) => key !== `${source.hostId}/${source.containerId}`))}
        onForget={() => set(keys.filter((key) => !missing.includes(key)))}
      />
      {keys.length === 0 ? <EmptyState title={t('none')}>{t('noneNext')}</EmptyState> : null}
      {sources.length === 0 || isPending ? null : <LogViewer sources={sources} />}
    </>
  );
}

function keyOf({ hostId, id }: Pick<Container, 'hostId' | 'id'>): string {
  return `${hostId}/${id}`;
}

function useSources(keys: readonly string[]) {
  const queries = useQueries({
    queries: keys.map((key) => {
      const [hostId = '', containerId = ''] = key.split('/');
      return {
        queryKey: ['log-source', key],
        queryFn: () => call('getContainer', { params: { hostId, containerId } }),
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
      };
    }),
  });
  const found = queries.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const text = JSON.stringify(
    found.map(({ hostId, id, name, hostName }): NamedSource => ({ hostId, containerId: id, name, hostName })),
  );
  return {
    sources: useMemo(() => JSON.parse(text) as NamedSource[], [text]),
    missing: keys.filter((_, index) => queries[index]?.isError === true),
    isPending: queries.some(({ isPending }) => isPending),
  };
}
