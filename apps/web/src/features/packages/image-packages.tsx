import type { FoundPackage, ImageDetail, ImagePackages } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { DataTable } from '../../lib/ui/data-table';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { FilterBar } from '../../lib/ui/filter-bar';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { useUrlState } from '../../lib/ui/use-url-state';
import { ImageReading } from './image-reading';
import { questionOf } from './package-question';
import { useImagePackages } from './use-image-packages';

/** What is installed in an image, as its package databases say. The search and the order are in the address. */
export default function ImagePackagesView({ image }: { image: ImageDetail }) {
  const t = useTranslations('packages.image');
  const url = useUrlState();
  const q = url.get('q');
  const { sort, setSort } = useUrlSort('name');
  const query = { q, sort: sort.id, order: sort.desc ? 'desc' : 'asc' } as object;
  const { rows, latest, ...list } = useImagePackages(image.id, query);
  const columns = useColumns();
  return (
    <>
      <ImageReading image={image} latest={latest} />
      {latest === undefined && list.isPending ? <SkeletonRows /> : null}
      {latest === undefined && list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
      {latest === undefined || rows === undefined ? null : <Unlisted {...latest} />}
      {latest?.scan === undefined || rows === undefined || latest.scan.packages === 0 ? null : (
        <>
          <FilterBar summary={t('count', { count: latest.total })}>
            <SearchField
              label={t('search')}
              value={q ?? ''}
              onChange={(text) => url.set({ q: text === '' ? undefined : text })}
            />
          </FilterBar>
          {rows.length === 0 ? (
            <EmptyState title={t('noneMatch')} />
          ) : (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              rowHref={({ name, version }) => questionOf({ name, constraint: `= ${version}` })}
              sort={sort}
              onSort={setSort}
              sortedByServer
              total={latest.total}
              onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
            />
          )}
        </>
      )}
    </>
  );
}

/** Why there is no list, where there is none. */
function Unlisted({ scan }: ImagePackages) {
  const t = useTranslations('packages.image');
  if (scan === undefined) return <EmptyState title={t('notRead')} />;
  if (scan.databases.length === 0) return <EmptyState title={t('none')} />;
  return scan.databases.every(({ isRead }) => !isRead) ? <EmptyState title={t('unreadable')} /> : null;
}

function useColumns(): DataColumn<FoundPackage>[] {
  const t = useTranslations('packages.column');
  return useMemo<DataColumn<FoundPackage>[]>(
    () => [
      {
        id: 'name',
        // Sorted by the control plane; this only says that it can be.
        accessorFn: ({ name }) => name,
        header: t('package'),
        meta: { width: 'minmax(140px, 1.2fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.name}</strong>,
      },
      {
        id: 'version',
        enableSorting: false,
        header: t('version'),
        meta: { width: 'minmax(120px, 1fr)', narrow: 'line' },
        cell: ({ row }) => <span className="mono">{row.original.version}</span>,
      },
      {
        id: 'source',
        accessorFn: ({ source, name }) => source ?? name,
        header: t('source'),
        meta: { width: 'minmax(110px, 1fr)', narrow: 'line-end' },
        cell: ({ row: { original } }) =>
          original.source === undefined && original.sourceVersion === undefined ? null : (
            <span className="mono">
              {[original.source ?? original.name, original.sourceVersion].filter(Boolean).join(' ')}
            </span>
          ),
      },
      {
        id: 'architecture',
        enableSorting: false,
        header: t('architecture'),
        meta: { width: '90px', isExtra: true },
        cell: ({ row }) => row.original.architecture,
      },
      {
        id: 'license',
        accessorFn: ({ license }) => license,
        header: t('license'),
        meta: { width: 'minmax(90px, 0.8fr)' },
        cell: ({ row }) => <span title={row.original.license}>{row.original.license}</span>,
      },
    ],
    [t],
  );
}
