import type { PackageCarrier } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { columnMaker } from '../../lib/ui/column-maker';
import { DataTable } from '../../lib/ui/data-table';
import type { DataColumn, Sort } from '../../lib/ui/data-table-columns';
import { hrefTo } from '../../lib/ui/links';
import { ImageName } from '../audit/image-name';
import { Moment } from '../audit/moment';
import { Matched } from './matched';

/** Columns that the server sorts by. */
const SORTED = ['container', 'host', 'image', 'since'];

interface Props {
  rows: PackageCarrier[];
  total: number;
  sort: Sort;
  onSort(sort: Sort): void;
  onNearEnd?(): void;
}

/** Containers with such packages in their images. */
export function Carriers({ rows, ...table }: Props) {
  const t = useTranslations('packages');
  const columns = useCarrierColumns();
  return (
    <DataTable
      label={t('view.containers')}
      columns={columns}
      rows={rows}
      rowKey={({ hostId, containerId }) => `${hostId}/${containerId}`}
      rowHref={({ hostId, containerId }) => hrefTo.container(hostId, containerId)}
      sortedByServer
      {...table}
    />
  );
}

function useCarrierColumns(): DataColumn<PackageCarrier>[] {
  const t = useTranslations('packages.column');
  return useMemo<DataColumn<PackageCarrier>[]>(() => {
    const column = columnMaker<PackageCarrier>(t, SORTED);
    return [
      column('container', { width: 'minmax(110px, 1fr)', narrow: 'title' }, ({ containerName }) => (
        <strong>{containerName}</strong>
      )),
      column('host', { width: 'minmax(70px, 0.6fr)', narrow: 'end' }, ({ hostId, hostName }) => (
        <AppLink href={hrefTo.host(hostId)} className="above">
          {hostName}
        </AppLink>
      )),
      column('packages', { width: 'minmax(160px, 1.6fr)', narrow: 'line' }, (carrier) => <Matched {...carrier} />),
      column('image', { width: 'minmax(140px, 1.2fr)' }, (carrier) => <ImageName run={carrier} />),
      column('since', { width: '158px', narrow: 'line-end' }, ({ from }) => <Since from={from} />),
      column('known', { width: '104px', isExtra: true }, (carrier) => <Known {...carrier} />),
    ];
  }, [t]);
}

function Since({ from }: { from: string | undefined }) {
  const t = useTranslations('packages');
  return from === undefined ? <span className="quiet">{t('sinceUnknown')}</span> : <Moment at={from} />;
}

function Known({ certainty, dataAsOf }: PackageCarrier) {
  const t = useTranslations('packages.known');
  if (certainty === 'observed') return <span className="quiet">{t('observed')}</span>;
  return (
    <span className="warn" title={t('unobservedMeans', { at: dataAsOf ?? '?' })}>
      {t('unobserved')}
    </span>
  );
}
