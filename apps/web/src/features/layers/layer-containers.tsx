import { Button } from '@mantine/core';
import type { LayerContainer, LayerDetail, Page } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { Breakable } from '../../lib/ui/breakable';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { type PlainColumn, PlainTable } from '../../lib/ui/plain-table';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';

const PAGE = 100;
const REFRESH_MS = 15_000;

/** Containers whose image has the layer, by host: those that run, or all. */
export function LayerContainers({ layer }: { layer: LayerDetail }) {
  const t = useTranslations('layer');
  const url = useUrlState();
  const state = url.get('containers') === 'any' ? 'any' : 'running';
  const columns = useColumns();
  const { chainId } = layer;
  const { data, error, refetch, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: KEYS.layerContainers(chainId, state),
    queryFn: ({ pageParam, signal }) =>
      call('listLayerContainers', { params: { chainId }, query: { state, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<LayerContainer>) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
  const rows = data?.pages.flatMap(({ items }) => items);
  const left = (data?.pages[0]?.total ?? 0) - (rows?.length ?? 0);
  return (
    <Section title={t('containers')}>
      <Tabs
        label={t('which')}
        current={state}
        tabs={[
          { id: 'running' as const, label: t('stateRunning'), count: layer.runningCount },
          { id: 'any' as const, label: t('stateAny'), count: layer.containerCount },
        ]}
        onChange={(id) => url.set({ containers: id === 'any' ? id : undefined })}
      />
      {rows === undefined ? (
        error === null ? (
          <SkeletonRows count={3} />
        ) : (
          <ErrorState error={error} onRetry={refetch} />
        )
      ) : null}
      {rows?.length === 0 ? <p className="quiet">{t(state === 'any' ? 'noContainersAny' : 'noContainers')}</p> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <PlainTable
          label={t('containers')}
          columns={columns}
          rows={rows}
          rowKey={({ hostId, containerId }) => hostId + containerId}
        />
      )}
      {left > 0 ? (
        <Button variant="default" mt={10} loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('more', { count: left })}
        </Button>
      ) : null}
    </Section>
  );
}

function useColumns(): PlainColumn<LayerContainer>[] {
  const t = useTranslations('layer.column');
  const states = useTranslations('containers.state');
  return [
    {
      name: t('container'),
      cell: ({ hostId, containerId, name }) => (
        <AppLink href={hrefTo.container(hostId, containerId)} className="link">
          <strong>{name}</strong>
        </AppLink>
      ),
    },
    {
      name: t('host'),
      cell: ({ hostId, hostName }) => (
        <AppLink href={hrefTo.host(hostId)} className="link">
          {hostName}
        </AppLink>
      ),
    },
    { name: t('state'), cell: ({ state }) => states(state) },
    {
      name: t('image'),
      cell: ({ imageId, imageReference }) => (
        <AppLink href={hrefTo.image(imageId)} className="link mono" title={imageId}>
          <Breakable text={imageReference.startsWith('sha256:') ? shortId(imageReference) : imageReference} />
        </AppLink>
      ),
    },
    {
      name: t('age'),
      cell: ({ dataAsOf }) =>
        dataAsOf === undefined ? undefined : (
          <span className="quiet">
            <Age at={dataAsOf} />
          </span>
        ),
    },
  ];
}
