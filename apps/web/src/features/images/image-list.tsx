import type { ImageQuery, OriginStatus } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { DataTable } from '../../lib/ui/data-table';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { SelectionBar } from '../../lib/ui/selection-bar';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { HostFilter } from '../hosts/host-filter';
import { ImageActions } from './image-actions';
import { useImageColumns } from './image-columns';
import { useImages } from './use-images';

const ORIGINS = ['made', 'came', 'unknown'] as const satisfies readonly OriginStatus[];

/** Images of the fleet, one row an image, or of one host. */
export function ImageList({ hostId }: { hostId?: string }) {
  const t = useTranslations('images');
  const origins = useTranslations('provenance');
  const url = useUrlState();
  const { sort, setSort } = useUrlSort('reference');
  const columns = useImageColumns();
  const query = {
    q: url.get('q'),
    untagged: url.get('untagged'),
    origin: url.get('origin'),
    host: hostId ?? url.get('host'),
    sort: sort.id,
    order: sort.desc ? 'desc' : 'asc',
  } as Partial<ImageQuery>;
  const list = useImages(query);
  const isFiltered = [query.q, query.untagged, query.origin, url.get('host')].some((value) => value !== undefined);
  const isEmpty = list.rows?.length === 0 && !isFiltered;
  const mayAct = useMay('images.save');
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  // Only what is on show is acted upon: a row that a filter hid, or that went, is not chosen any more.
  const chosen = list.rows?.filter((image) => marked.has(image.id)) ?? [];
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
          <Filter
            label={origins('column.origin')}
            value={query.origin}
            all={origins('anyOrigin')}
            options={ORIGINS.map((value) => ({ value, label: origins(`status.${value}`) }))}
            onChange={(origin) => url.set({ origin })}
          />
          {hostId === undefined ? <HostFilter value={query.host} onChange={(host) => url.set({ host })} /> : null}
        </FilterBar>
      )}
      {list.isPending ? <SkeletonRows /> : null}
      {list.isError && list.rows === undefined ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} />
      ) : null}
      {chosen.length === 0 ? null : (
        <SelectionBar
          summary={t('chosen', { count: chosen.length })}
          clear={t('clearChosen')}
          onClear={() => setMarked(new Set())}
        >
          <ImageActions images={chosen} hostId={query.host} />
        </SelectionBar>
      )}
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
          selection={
            mayAct
              ? {
                  chosen: new Set(chosen.map((image) => image.id)),
                  onChange: setMarked,
                  label: (image) => t('choose', { image: image.references[0] ?? shortId(image.id) }),
                  labelOfAll: t('chooseAll'),
                }
              : undefined
          }
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
