import type { ImageQuery } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { DataTable } from '../../lib/ui/data-table';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { useUrlState } from '../../lib/ui/use-url-state';
import { HostFilter } from '../hosts/host-filter';
import { useImageColumns } from './image-columns';
import { useImages } from './use-images';

/** Images of the fleet, one row an image, or of one host. */
export function ImageList({ hostId }: { hostId?: string }) {
  const t = useTranslations('images');
  const url = useUrlState();
  const { sort, setSort } = useUrlSort('reference');
  const columns = useImageColumns();
  const query = {
    q: url.get('q'),
    untagged: url.get('untagged'),
    host: hostId ?? url.get('host'),
    sort: sort.id,
    order: sort.desc ? 'desc' : 'asc',
  } as Partial<ImageQuery>;
  const list = useImages(query);
  const isFiltered = [query.q, query.untagged, url.get('host')].some((value) => value !== undefined);
  const isEmpty = list.rows?.length === 0 && !isFiltered;
  return (
    <>
      {isEmpty ? null : (
        <FilterBar summary={list.total === undefined ? null : t('count', { count: list.total })}>
          <SearchField label={t('search')} value={query.q ?? ''} onChange={(q) => url.set({ q })} />
          <Filter
            label={t('tagged')}
            value={query.untagged}
            all={t('allImages')}
            options={[
              { value: 'false', label: t('onlyTagged') },
              { value: 'true', label: t('onlyUntagged') },
            ]}
            onChange={(untagged) => url.set({ untagged })}
          />
          {hostId === undefined ? <HostFilter value={query.host} onChange={(host) => url.set({ host })} /> : null}
        </FilterBar>
      )}
      {list.isPending ? <SkeletonRows /> : null}
      {list.isError && list.rows === undefined ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} />
      ) : null}
      {list.rows === undefined || list.rows.length === 0 ? null : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={list.rows}
          rowKey={(image) => image.id}
          rowHref={(image) => hrefTo.image(image.id)}
          sort={sort}
          onSort={setSort}
          sortedByServer
          total={list.total}
          onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        />
      )}
      {list.rows?.length === 0 ? (
        <EmptyState title={isFiltered ? t('noneMatch') : t('none')}>
          {isFiltered ? null : (
            <AppLink href={hostId === undefined ? '/pull/' : `/pull/?host=${hostId}`} className="link">
              {t('pullOne')}
            </AppLink>
          )}
        </EmptyState>
      ) : null}
    </>
  );
}
