import type { TagCheck } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { DataTable } from '../../lib/ui/data-table';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { AuditHeader } from '../audit/audit-header';
import { CheckNow } from './check-now';
import { CheckOutcome, RunningFigures } from './check-outcome';
import { CheckSummary } from './check-summary';
import classes from './tags.module.css';
import { useTagChecks } from './use-tag-checks';

/** The tags that run, and what their registries name by them. */
export function TagList() {
  const t = useTranslations('tags');
  const url = useUrlState();
  const q = url.get('q');
  const failed = url.get('failed') === 'true' ? ('true' as const) : undefined;
  const list = useTagChecks({ q, failed });
  const columns = useTagColumns();
  const { latest, rows } = list;
  const isFiltered = q !== undefined || failed !== undefined;
  return (
    <>
      <AuditHeader page="tags" summary={t('lead')} actions={latest ? <CheckNow due={latest.due} /> : null} />
      <FilterBar summary={latest === undefined ? null : <CheckSummary page={latest} />}>
        <SearchField label={t('search')} value={q ?? ''} onChange={(text) => url.set({ q: text })} />
        <Filter
          label={t('column.outcome')}
          value={failed}
          all={t('label')}
          options={[{ value: 'true', label: t('failedOnly') }]}
          onChange={(value) => url.set({ failed: value })}
        />
      </FilterBar>
      {rows === undefined && list.isPending ? <SkeletonRows /> : null}
      {rows === undefined && list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
      {rows?.length === 0 ? (
        <EmptyState title={t(isFiltered ? 'noneMatch' : 'none')}>
          {isFiltered ? null : <p>{t('noneMeans')}</p>}
        </EmptyState>
      ) : null}
      {rows === undefined || rows.length === 0 ? null : (
        <DataTable
          label={t('label')}
          columns={columns}
          rows={rows}
          rowKey={({ reference }) => reference}
          rowHref={({ reference }) => hrefTo.tag(reference)}
          total={latest?.total}
          onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        />
      )}
      {latest === undefined || latest.notAsked === 0 ? null : (
        <p className={classes.note}>{t('notAsked', { count: latest.notAsked })}</p>
      )}
    </>
  );
}

function useTagColumns(): DataColumn<TagCheck>[] {
  const t = useTranslations('tags');
  return useMemo<DataColumn<TagCheck>[]>(
    () => [
      {
        id: 'reference',
        header: t('column.reference'),
        meta: { width: 'minmax(180px, 2fr)', narrow: 'title' },
        cell: ({ row }) => (
          <strong className="mono truncate" title={row.original.reference}>
            {row.original.reference}
          </strong>
        ),
      },
      {
        id: 'names',
        header: t('column.names'),
        meta: { width: '116px' },
        cell: ({ row }) => <Named {...row.original} />,
      },
      {
        id: 'running',
        header: t('column.running'),
        meta: { width: 'minmax(150px, 1fr)', narrow: 'line' },
        cell: ({ row }) => <RunningFigures running={row.original.running} />,
      },
      {
        id: 'outcome',
        header: t('column.outcome'),
        meta: { width: 'minmax(120px, 1.6fr)', narrow: 'line-end' },
        cell: ({ row }) => <CheckOutcome check={row.original} />,
      },
      {
        id: 'checked',
        header: t('column.checked'),
        meta: { width: '110px', align: 'end', narrow: 'end' },
        cell: ({ row }) =>
          row.original.checkedAt === undefined ? (
            <span className="quiet">{t('neverGood')}</span>
          ) : (
            <Age at={row.original.checkedAt} />
          ),
      },
    ],
    [t],
  );
}

function Named({ digest, since }: TagCheck) {
  const t = useTranslations('tags');
  if (digest !== undefined) {
    return (
      <span className="mono" title={digest}>
        {shortId(digest)}
      </span>
    );
  }
  return <span className="quiet">{t(since === undefined ? 'unknown' : 'nothing')}</span>;
}
