import type { HostLayers } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import type { DataColumn } from '../../lib/ui/data-table-columns';

export function useHostLayerColumns(): DataColumn<HostLayers>[] {
  const t = useTranslations('layers.column');
  const format = useFormat();
  return useMemo<DataColumn<HostLayers>[]>(() => {
    const prunable = (id: 'unused' | 'untagged', narrow?: 'end'): DataColumn<HostLayers> => ({
      id,
      accessorFn: (host) => host[id].bytes,
      header: t(id),
      meta: { width: 'minmax(120px, 1fr)', align: 'end', narrow },
      cell: ({ row }) => {
        const { count, bytes } = row.original[id];
        return (
          <span title={t('images', { count })}>
            {format.bytes(bytes)} <span className="quiet">{t('ofImages', { count })}</span>
          </span>
        );
      },
    });
    return [
      {
        id: 'host',
        accessorFn: (host) => host.hostName,
        header: t('host'),
        meta: { width: 'minmax(120px, 1.5fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.hostName}</strong>,
      },
      {
        id: 'count',
        accessorFn: (host) => host.images,
        header: t('count'),
        meta: { width: '80px', align: 'end' },
        cell: ({ row }) => format.number(row.original.images),
      },
      {
        id: 'bytes',
        accessorFn: (host) => host.bytes,
        header: t('bytes'),
        meta: { width: '100px', align: 'end' },
        cell: ({ row }) => format.bytes(row.original.bytes),
      },
      {
        id: 'saved',
        accessorFn: (host) => host.withoutSharingBytes - host.bytes,
        header: t('saved'),
        meta: { width: '110px', align: 'end' },
        cell: ({ row }) => format.bytes(row.original.withoutSharingBytes - row.original.bytes),
      },
      prunable('untagged'),
      prunable('unused', 'end'),
      {
        id: 'age',
        accessorFn: (host) => host.dataAsOf ?? '',
        header: t('age'),
        meta: { width: '100px', align: 'end', narrow: 'line-end' },
        cell: ({ row }) => (
          <span className="quiet">
            {row.original.dataAsOf === undefined ? t('never') : <Age at={row.original.dataAsOf} />}
          </span>
        ),
      },
    ];
  }, [t, format]);
}
