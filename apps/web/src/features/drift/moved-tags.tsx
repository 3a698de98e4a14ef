import type { DriftQuery, TagMoved } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { type DataColumn, DataTable, type Sort } from '../../lib/ui/data-table';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { movedKey, useMending } from './mending';
import { NoDrift } from './no-drift';
import { useDrift } from './use-drift';

/** In the order of the pages: what is loaded is not all. */
const BY_REFERENCE: Sort = { id: 'reference', desc: false };

interface Props {
  filter: Partial<DriftQuery>;
  isFiltered: boolean;
}

/** Containers whose tag has moved on their host. */
export function MovedTags({ filter, isFiltered }: Props) {
  const t = useTranslations('drift');
  const list = useDrift('tag-moved', filter);
  const mending = useMending(list.rows);
  const columns = useMovedColumns(mending.columns);
  if (list.rows === undefined) {
    return list.isPending ? <SkeletonRows /> : <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  }
  if (list.rows.length === 0) return <NoDrift kind="tag-moved" isFiltered={isFiltered} latest={list.latest} />;
  return (
    <>
      {mending.bar}
      <DataTable
        label={t('kind.tag-moved')}
        columns={columns}
        rows={list.rows}
        rowKey={movedKey}
        rowHref={({ hostId, containerId }) => hrefTo.container(hostId, containerId)}
        sort={BY_REFERENCE}
        onSort={() => {}}
        sortedByServer
        total={list.latest?.total}
        onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        selection={mending.selection}
      />
    </>
  );
}

function useMovedColumns(last: DataColumn<TagMoved>[]): DataColumn<TagMoved>[] {
  const t = useTranslations('drift');
  return useMemo<DataColumn<TagMoved>[]>(
    () => [
      {
        id: 'container',
        header: t('column.container'),
        meta: { width: 'minmax(120px, 1.2fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.containerName}</strong>,
      },
      {
        id: 'host',
        header: t('column.host'),
        meta: { width: 'minmax(80px, 0.8fr)', narrow: 'end' },
        cell: ({ row }) => row.original.hostName,
      },
      {
        id: 'reference',
        header: t('column.reference'),
        meta: { width: 'minmax(140px, 1.6fr)', narrow: 'line' },
        cell: ({ row }) => (
          <span className="mono" title={row.original.reference}>
            {row.original.reference}
          </span>
        ),
      },
      {
        id: 'runs',
        header: t('column.runs'),
        meta: { width: '116px' },
        cell: ({ row }) => <ImageLink id={row.original.runs} />,
      },
      {
        id: 'now',
        header: t('column.now'),
        meta: { width: 'minmax(116px, 0.8fr)' },
        cell: ({ row }) =>
          row.original.now === undefined ? (
            <span className="quiet">{t('nothing')}</span>
          ) : (
            <ImageLink id={row.original.now.imageId} />
          ),
      },
      {
        id: 'since',
        header: t('column.since'),
        meta: { width: 'minmax(110px, 0.9fr)', align: 'end' },
        cell: ({ row }) => <Since {...row.original} />,
      },
      ...last,
    ],
    [t, last],
  );
}

export function ImageLink({ id }: { id: string }) {
  return (
    <AppLink href={hrefTo.image(id)} className="link mono">
      {shortId(id)}
    </AppLink>
  );
}

/** A move in a gap was seen by nobody: it lies some time before it was found. */
function Since({ now, goneSince }: TagMoved) {
  const t = useTranslations('drift');
  const at = now?.since ?? goneSince;
  if (at === undefined) return <span className="quiet">{t('unobserved')}</span>;
  if (now?.sinceGap !== true) return <Age at={at} />;
  return (
    <span title={t('gapMeans')}>
      {t('before')} <Age at={at} />
    </span>
  );
}
