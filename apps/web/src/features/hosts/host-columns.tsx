import type { Host } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { Labels } from '../../lib/ui/facts';
import { HostStatusWords } from './host-status';

const STATUS_ORDER: readonly Host['status'][] = ['offline', 'unknown', 'online', 'revoked'];

/** `withLabels`: any of the hosts has one; else their column's room is better used. */
export function useHostColumns(withLabels: boolean): DataColumn<Host>[] {
  const t = useTranslations('hosts');
  const format = useFormat();
  return useMemo<DataColumn<Host>[]>(() => {
    const labels: DataColumn<Host> = {
      id: 'labels',
      header: t('column.labels'),
      meta: { width: 'minmax(100px, 1.5fr)', isExtra: true },
      cell: ({ row }) => <Labels labels={row.original.labels} onOneLine />,
    };
    return [
      {
        id: 'name',
        accessorFn: (host) => host.name,
        header: t('column.name'),
        sortFn: 'alphanumeric',
        meta: { width: 'minmax(110px, 1fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.name}</strong>,
      },
      {
        id: 'status',
        accessorFn: (host) => STATUS_ORDER.indexOf(host.status),
        header: t('column.status'),
        sortFn: 'basic',
        meta: { width: 'minmax(150px, 1.3fr)', narrow: 'end' },
        cell: ({ row }) => <HostStatusWords host={row.original} />,
      },
      {
        id: 'engine',
        accessorFn: (host) => host.engine?.version ?? '',
        header: t('column.engine'),
        sortFn: 'alphanumeric',
        meta: { width: 'minmax(84px, 132px)' },
        cell: ({ row }) => row.original.engine?.version ?? '–',
      },
      {
        id: 'containers',
        accessorFn: (host) => host.counts.running,
        header: t('column.containers'),
        sortFn: 'basic',
        meta: { width: '84px', align: 'end', narrow: 'line-end' },
        cell: ({ row: { original: host } }) => (
          <span title={t('runningOfAll', { running: host.counts.running, all: host.counts.containers })}>
            {format.number(host.counts.running)}
            <span className="quiet">/{format.number(host.counts.containers)}</span>
          </span>
        ),
      },
      {
        id: 'images',
        accessorFn: (host) => host.counts.images,
        header: t('column.images'),
        sortFn: 'basic',
        meta: { width: '64px', align: 'end', isExtra: true },
        cell: ({ row }) => format.number(row.original.counts.images),
      },
      {
        id: 'platform',
        accessorFn: (host) => host.engine?.os ?? '',
        header: t('column.platform'),
        sortFn: 'alphanumeric',
        meta: { width: 'minmax(100px, 2.4fr)', narrow: 'line' },
        cell: ({ row: { original: host } }) => {
          if (host.engine === undefined) return '–';
          const platform = `${host.engine.os} · ${host.engine.architecture}`;
          return <span title={platform}>{platform}</span>;
        },
      },
      {
        id: 'memory',
        accessorFn: (host) => host.engine?.memoryBytes ?? 0,
        header: t('column.resources'),
        sortFn: 'basic',
        meta: { width: '136px', align: 'end', isExtra: true },
        cell: ({ row: { original: host } }) =>
          host.engine === undefined
            ? '–'
            : t('resources', { cpus: host.engine.cpus, memory: format.bytes(host.engine.memoryBytes) }),
      },
      ...(withLabels ? [labels] : []),
    ];
  }, [t, format, withLabels]);
}
