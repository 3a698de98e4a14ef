import type { Container } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { ReferenceText } from '../../lib/ui/reference-text';
import { HostAge } from '../hosts/host-time';
import { ContainerStateWords } from './container-state';
import { ContainerVerbs } from './lifecycle/container-verbs';
import { portTexts } from './ports';

export function useContainerColumns(withHost: boolean): DataColumn<Container>[] {
  const t = useTranslations('containers');
  return useMemo<DataColumn<Container>[]>(() => {
    const host: DataColumn<Container> = {
      id: 'host',
      accessorFn: (container) => container.hostName,
      header: t('column.host'),
      meta: { width: 'minmax(70px, 0.8fr)', narrow: 'line-end' },
      cell: ({ row }) => row.original.hostName,
    };
    return [
      {
        id: 'name',
        accessorFn: (container) => container.name,
        header: t('column.name'),
        meta: { width: 'minmax(140px, 1.5fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.name}</strong>,
      },
      {
        id: 'state',
        accessorFn: (container) => container.state,
        header: t('column.state'),
        meta: { width: 'minmax(140px, 1.7fr)', narrow: 'end' },
        cell: ({ row }) => <ContainerStateWords container={row.original} />,
      },
      ...(withHost ? [host] : []),
      {
        id: 'image',
        accessorFn: (container) => container.imageReference,
        header: t('column.image'),
        meta: { width: 'minmax(130px, 2.2fr)', narrow: 'line' },
        cell: ({ row }) => <ReferenceText reference={row.original.imageReference} />,
      },
      {
        id: 'ports',
        header: t('column.ports'),
        meta: { width: 'minmax(80px, 0.9fr)', isExtra: true },
        cell: ({ row }) => {
          const ports = portTexts(row.original.ports).join(', ');
          return (
            <span className="mono quiet" title={ports}>
              {ports}
            </span>
          );
        },
      },
      {
        id: 'created',
        accessorFn: (container) => container.createdAt,
        header: t('column.created'),
        meta: { width: '84px', align: 'end' },
        cell: ({ row }) => (
          <span className="quiet">
            <HostAge hostId={row.original.hostId} at={row.original.createdAt} />
          </span>
        ),
      },
      {
        id: 'verbs',
        header: '',
        meta: { width: '28px', align: 'end' },
        cell: ({ row }) => <ContainerVerbs containers={[row.original]} look="menu" />,
      },
    ];
  }, [t, withHost]);
}
