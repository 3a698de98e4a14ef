import type { DriftQuery, RegistryMoved } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { type DataColumn, DataTable, type Sort } from '../../lib/ui/data-table';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { StatusDot } from '../../lib/ui/status-dot';
import { momentText } from '../audit/moment';
import { useTagChecks } from '../tags/use-tag-checks';
import { movedKey, useMending } from './mending';
import { ImageLink } from './moved-tags';
import { NoDrift } from './no-drift';
import { useDrift } from './use-drift';

const BY_REFERENCE: Sort = { id: 'reference', desc: false };

interface Props {
  filter: Partial<DriftQuery>;
  isFiltered: boolean;
}

/** Containers whose tag names another image in its registry. */
export function RegistryMoves({ filter, isFiltered }: Props) {
  const t = useTranslations('drift');
  const list = useDrift('registry-moved', filter);
  const mending = useMending(list.rows);
  const columns = useColumns(mending.columns);
  const tags = useTranslations('tags');
  const { latest: checks } = useTagChecks({}, 1);
  if (list.rows === undefined) {
    return list.isPending ? <SkeletonRows /> : <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  }
  if (list.rows.length === 0 && !isFiltered && checks?.oldestCheckedAt === undefined) {
    return (
      <EmptyState title={tags('notKnown')}>
        <p>{tags('notKnownMeans')}</p>
      </EmptyState>
    );
  }
  if (list.rows.length === 0) return <NoDrift kind="registry-moved" isFiltered={isFiltered} latest={list.latest} />;
  return (
    <>
      {mending.bar}
      <DataTable
        label={t('kind.registry-moved')}
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

function useColumns(last: DataColumn<RegistryMoved>[]): DataColumn<RegistryMoved>[] {
  const t = useTranslations('drift');
  return useMemo<DataColumn<RegistryMoved>[]>(
    () => [
      {
        id: 'container',
        header: t('column.container'),
        meta: { width: 'minmax(110px, 1.1fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.containerName}</strong>,
      },
      {
        id: 'host',
        header: t('column.host'),
        meta: { width: 'minmax(80px, 0.7fr)', narrow: 'end' },
        cell: ({ row }) => row.original.hostName,
      },
      {
        id: 'reference',
        header: t('column.reference'),
        meta: { width: 'minmax(140px, 1.6fr)', narrow: 'line' },
        cell: ({ row: { original } }) => (
          <AppLink
            href={hrefTo.tag(original.reference)}
            className="link above mono truncate truncate-start"
            title={original.reference}
          >
            <bdi>{original.reference}</bdi>
          </AppLink>
        ),
      },
      {
        id: 'runs',
        header: t('column.runs'),
        meta: { width: '112px' },
        cell: ({ row }) => <ImageLink id={row.original.runs} />,
      },
      {
        id: 'now',
        header: t('column.registryNow'),
        meta: { width: 'minmax(112px, 0.8fr)' },
        cell: ({ row }) => <Now {...row.original} />,
      },
      {
        id: 'since',
        header: t('column.since'),
        meta: { width: 'minmax(124px, 0.8fr)', align: 'end' },
        cell: ({ row }) => <Since {...row.original} />,
      },
      {
        id: 'checked',
        header: t('column.checked'),
        meta: { width: 'minmax(84px, 0.6fr)', align: 'end' },
        cell: ({ row }) => <Checked {...row.original} />,
      },
      ...last,
    ],
    [t, last],
  );
}

/** The image that a pull would bring, by its config digest as everywhere; the registry's own digest is in the title. */
function Now({ now }: RegistryMoved) {
  const t = useTranslations('drift');
  if (now === undefined) return <span className="quiet">{t('goneThere')}</span>;
  return (
    <span className="mono" title={now.digest}>
      {now.imageId === undefined ? <span className="quiet">{t('noPlatform')}</span> : shortId(now.imageId)}
    </span>
  );
}

/** It was moved some time between two checks. */
function Since({ since, notBefore }: RegistryMoved) {
  const t = useTranslations('drift');
  const words =
    notBefore === undefined
      ? t('atFirstCheck')
      : t('movedBetween', { from: momentText(notBefore), to: momentText(since) });
  return (
    <span title={words}>
      {t('before')} <Age at={since} />
    </span>
  );
}

function Checked({ checkedAt, problem }: RegistryMoved) {
  const t = useTranslations('drift');
  const words = useErrorWords();
  if (problem === undefined) return <Age at={checkedAt} />;
  const told = t('checkFailed', { words: words(problem) });
  return (
    <span title={told}>
      <StatusDot tone="bad" />
      <Age at={checkedAt} />
      <span className="visually-hidden">{told}</span>
    </span>
  );
}
