import { Button } from '@mantine/core';
import type { LayerDetail, LayerImage, Page } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { type PlainColumn, PlainTable } from '../../lib/ui/plain-table';
import { ReferenceWords } from '../images/reference-words';

const PAGE = 100;

/** Images on hosts that have the layer, those on most hosts first. */
export function LayerImages({ layer }: { layer: LayerDetail }) {
  const t = useTranslations('layer');
  const format = useFormat();
  const { chainId } = layer;
  const { data, error, refetch, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: KEYS.layerImages(chainId),
    queryFn: ({ pageParam, signal }) =>
      call('listLayerImages', { params: { chainId }, query: { cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<LayerImage>) => page.nextCursor,
  });
  const rows = data?.pages.flatMap(({ items }) => items);
  const left = (data?.pages[0]?.total ?? 0) - (rows?.length ?? 0);
  const columns: PlainColumn<LayerImage>[] = [
    {
      name: t('column.image'),
      cell: ({ id, references }) => (
        <AppLink href={hrefTo.image(id)} className="link">
          {references.length === 0 ? <code>{shortId(id)}</code> : <ReferenceWords references={references} />}
        </AppLink>
      ),
    },
    { name: t('column.layers'), isNumber: true, cell: ({ layerCount }) => format.number(layerCount) },
    { name: t('column.size'), isNumber: true, cell: ({ size }) => format.bytes(size) },
    { name: t('column.hosts'), isNumber: true, cell: ({ hostCount }) => format.number(hostCount) },
    { name: t('column.running'), isNumber: true, cell: ({ runningCount }) => format.number(runningCount) },
  ];
  return (
    <Section title={t('images')}>
      {rows === undefined ? (
        error === null ? (
          <SkeletonRows count={3} />
        ) : (
          <ErrorState error={error} onRetry={refetch} />
        )
      ) : null}
      {rows?.length === 0 ? <p className="quiet">{t('noImages')}</p> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <PlainTable label={t('images')} columns={columns} rows={rows} rowKey={({ id }) => id} />
      )}
      {left > 0 ? (
        <Button variant="default" mt={10} loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t('more', { count: left })}
        </Button>
      ) : null}
    </Section>
  );
}
