import type { DriftQuery, TagMoved } from '@roadstead/contract';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { type DataColumn, DataTable, type Sort } from '../../lib/ui/data-table';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SelectionBar } from '../../lib/ui/selection-bar';
import { RecreateButton, useMayRecreate } from '../recreate/recreate-button';
import { targetOfMoved } from '../recreate/recreate-target';
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
  const mayRecreate = useMayRecreate();
  const columns = useMovedColumns(mayRecreate);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  // What is on show and can be reached now.
  const chosen = list.rows?.filter((moved) => marked.has(movedKey(moved)) && moved.hostStatus === 'online') ?? [];
  if (list.rows === undefined) {
    return list.isPending ? <SkeletonRows /> : <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  }
  if (list.rows.length === 0) return <NoDrift kind="tag-moved" isFiltered={isFiltered} latest={list.latest} />;
  return (
    <>
      {chosen.length === 0 ? null : (
        <SelectionBar
          summary={t('chosen', { count: chosen.length })}
          clear={t('clearChosen')}
          onClear={() => setMarked(new Set())}
        >
          <RecreateButton targets={chosen.map(targetOfMoved)} />
        </SelectionBar>
      )}
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
        selection={
          mayRecreate
            ? {
                chosen: new Set(chosen.map(movedKey)),
                onChange: setMarked,
                label: ({ containerName }) => t('choose', { name: containerName }),
                labelOfAll: t('chooseAll'),
              }
            : undefined
        }
      />
    </>
  );
}

function movedKey({ hostId, containerId }: TagMoved): string {
  return `${hostId}/${containerId}`;
}

function useMovedColumns(mayRecreate: boolean): DataColumn<TagMoved>[] {
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
      ...(mayRecreate ? [MEND] : []),
    ],
    [t, mayRecreate],
  );
}

const MEND: DataColumn<TagMoved> = {
  id: 'mend',
  header: '',
  enableSorting: false,
  meta: { width: '110px', align: 'end', narrow: 'line-end' },
  cell: ({ row }) => <Mend moved={row.original} />,
};

/** Nothing is begun on a host that is not heard: it would begin whenever that is back. */
function Mend({ moved }: { moved: TagMoved }) {
  const t = useTranslations('recreate');
  if (moved.hostStatus !== 'online') return null;
  const label = t('openNamed', { name: moved.containerName });
  return <RecreateButton targets={[targetOfMoved(moved)]} size="compact-xs" className="above" label={label} />;
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
