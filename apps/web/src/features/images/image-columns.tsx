import type { ImageSummary } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { ReferenceWords } from './reference-words';

export function useImageColumns(): DataColumn<ImageSummary>[] {
  const t = useTranslations('images');
  const format = useFormat();
  return useMemo<DataColumn<ImageSummary>[]>(
    () => [
      {
        id: 'reference',
        accessorFn: (image) => image.references[0] ?? '',
        header: t('column.reference'),
        meta: { width: 'minmax(180px, 3fr)', narrow: 'title' },
        cell: ({ row }) => <ReferenceWords references={row.original.references} onOneLine />,
      },
      {
        id: 'id',
        header: t('column.id'),
        meta: { width: '110px', narrow: 'line', isExtra: true },
        cell: ({ row }) => <code className="quiet">{shortId(row.original.id)}</code>,
      },
      {
        id: 'size',
        accessorFn: (image) => image.size,
        header: t('column.size'),
        meta: { width: '84px', align: 'end', narrow: 'end' },
        cell: ({ row }) => format.bytes(row.original.size),
      },
      {
        id: 'created',
        accessorFn: (image) => image.createdAt,
        header: t('column.created'),
        meta: { width: '84px', align: 'end' },
        cell: ({ row }) => (
          <span className="quiet">
            <Age at={row.original.createdAt} />
          </span>
        ),
      },
      {
        id: 'platform',
        header: t('column.platform'),
        meta: { width: '110px', isExtra: true },
        cell: ({ row }) => <span className="quiet">{`${row.original.os}/${row.original.architecture}`}</span>,
      },
      {
        id: 'hosts',
        accessorFn: (image) => image.hosts.length,
        header: t('column.hosts'),
        meta: { width: 'minmax(100px, 1.4fr)' },
        cell: ({ row }) => {
          const names = row.original.hosts.map((host) => host.hostName);
          return (
            <span title={names.join(', ')}>
              {names.length <= 3 ? names.join(', ') : t('onHosts', { count: names.length })}
            </span>
          );
        },
      },
      {
        id: 'containers',
        accessorFn: (image) => image.containerCount,
        header: t('column.containers'),
        meta: { width: '92px', align: 'end', narrow: 'line-end' },
        cell: ({ row: { original: image } }) =>
          image.containerCount === 0 ? (
            <span className="quiet">{t('unused')}</span>
          ) : (
            <span title={t('runningOfAll', { running: image.runningCount, all: image.containerCount })}>
              {format.number(image.runningCount)}
              <span className="quiet">/{format.number(image.containerCount)}</span>
            </span>
          ),
      },
    ],
    [t, format],
  );
}
