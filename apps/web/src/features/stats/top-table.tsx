import type { TopRow } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import type { Formatter } from '../../lib/format/formatter';
import { useFormat } from '../../lib/format/use-format';
import { containerKey } from '../../lib/live/apply-rows';
import { DataTable } from '../../lib/ui/data-table';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useUrlState } from '../../lib/ui/use-url-state';
import { metricText } from './metric-text';
import classes from './stats.module.css';
import { useTop } from './use-stats';

const SORTS = ['cpu', 'memory', 'network', 'block', 'pids'] as const;
type Sort = (typeof SORTS)[number];

/** The containers that use most, live; of the fleet, or of one host. The order is in the address. */
export function TopTable({ hostId }: { hostId?: string }) {
  const t = useTranslations('stats');
  const url = useUrlState();
  const sort = SORTS.find((each) => each === url.get('sort')) ?? 'cpu';
  const topic = hostId === undefined ? (`stats/top/${sort}` as const) : (`stats/top/${sort}/${hostId}` as const);
  const top = useTop(topic, { sort, host: hostId });
  const columns = useTopColumns(hostId === undefined);
  if (top.isPending) return <SkeletonRows />;
  if (top.data === undefined) return <ErrorState error={top.error} onRetry={() => top.refetch()} />;
  const { rows, of, asOf } = top.data;
  if (rows.length === 0) {
    return (
      <EmptyState title={t('noTop')}>
        <p>{t('noTopNext')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p className={`quiet ${classes.above}`}>
        {t('topOf', { shown: rows.length, of })} · <Age at={asOf} />
      </p>
      <DataTable
        label={t('top')}
        columns={columns}
        rows={rows}
        rowKey={containerKey}
        rowHref={(row) => `${hrefTo.container(row.hostId, row.id)}&tab=stats`}
        sort={{ id: sort, desc: true }}
        onSort={({ id }) => url.set({ sort: id === 'cpu' ? undefined : (id as Sort) })}
        sortedByServer
      />
    </>
  );
}

function useTopColumns(withHost: boolean): DataColumn<TopRow>[] {
  const t = useTranslations('stats');
  const states = useTranslations('containers.state');
  const format = useFormat();
  return useMemo<DataColumn<TopRow>[]>(() => {
    const figure = (
      id: Sort,
      narrow: 'end' | 'line-end' | undefined,
      cell: (row: TopRow, format: Formatter) => string,
    ) => ({
      id,
      // Sorted by the control plane; this only says that it can be.
      accessorFn: (row: TopRow) => row.at,
      header: t(`sort.${id}`),
      meta: { width: 'minmax(84px, 1fr)', align: 'end' as const, ...(narrow && { narrow }) },
      cell: ({ row }: { row: { original: TopRow } }) => <span className="tabular">{cell(row.original, format)}</span>,
    });
    const host: DataColumn<TopRow> = {
      id: 'host',
      header: t('host'),
      meta: { width: 'minmax(80px, 1fr)', narrow: 'line' },
      cell: ({ row }) => row.original.hostName,
    };
    return [
      {
        id: 'name',
        header: t('container'),
        meta: { width: 'minmax(140px, 1.6fr)', narrow: 'title' },
        cell: ({ row: { original: row } }) => (
          <>
            <strong>{row.name}</strong>
            {row.state === 'paused' ? <span className="warn"> · {states('paused')}</span> : null}
          </>
        ),
      },
      ...(withHost ? [host] : []),
      figure('cpu', 'end', ({ sample }, f) => metricText('cores', sample.cpuCores, f)),
      figure('memory', 'line-end', ({ sample }, f) => metricText('bytes', sample.memoryBytes, f)),
      figure('network', undefined, ({ sample }, f) =>
        metricText('bytes/s', sum(sample.networkRxRate, sample.networkTxRate), f),
      ),
      figure('block', undefined, ({ sample }, f) =>
        metricText('bytes/s', sum(sample.blockReadRate, sample.blockWriteRate), f),
      ),
      figure('pids', undefined, ({ sample }, f) => metricText('processes', sample.pids, f)),
      {
        id: 'at',
        header: t('measured'),
        meta: { width: '84px', align: 'end', isExtra: true },
        cell: ({ row }) => (
          <span className="quiet">
            <Age at={row.original.at} />
          </span>
        ),
      },
    ];
  }, [t, states, format, withHost]);
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
