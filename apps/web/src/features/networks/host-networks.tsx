import { Button } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { Network } from '@roadstead/domain';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { Copyable } from '../../lib/ui/copy-button';
import { Labels } from '../../lib/ui/facts';
import { FilterBar } from '../../lib/ui/filter-bar';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { type PlainColumn, PlainTable, RowActions } from '../../lib/ui/plain-table';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { CreateNetworkDialog } from './create-network-dialog';
import { NetworkUsers } from './network-users';
import { RemoveNetworkDialog } from './remove-network-dialog';
import { useNetworks } from './use-networks';

/** The networks of a host: their subnets, and which container has which address. */
export default function HostNetworks({ host }: { host: Host }) {
  const t = useTranslations('networks');
  const url = useUrlState();
  const mayManage = useMay('resources.manage');
  const { data, error, refetch } = useNetworks(host.id);
  const [isCreating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<Network>();
  const columns = useNetworkColumns(host.id, mayManage ? setRemoving : undefined);

  if (data === undefined) return error === null ? <SkeletonRows /> : <ErrorState error={error} onRetry={refetch} />;
  const search = (url.get('q') ?? '').toLowerCase();
  const shown = data.networks.filter((network) => searchText(network).includes(search));
  return (
    <>
      <FilterBar
        summary={
          <>
            {t('count', { count: shown.length })} · {t('asOf')} <Age at={data.asOf} />
          </>
        }
      >
        <SearchField label={t('search')} value={url.get('q') ?? ''} onChange={(q) => url.set({ q })} />
        {mayManage ? (
          <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setCreating(true)}>
            {t('create')}
          </Button>
        ) : null}
      </FilterBar>
      {shown.length === 0 ? (
        <EmptyState title={t('noneMatch')} />
      ) : (
        <PlainTable label={t('title')} columns={columns} rows={shown} rowKey={({ id }) => id} />
      )}
      {data.total > data.networks.length ? (
        <p className="quiet">{t('notAll', { shown: data.networks.length, total: data.total })}</p>
      ) : null}
      {isCreating ? <CreateNetworkDialog host={host} onClose={() => setCreating(false)} /> : null}
      {removing === undefined ? null : (
        <RemoveNetworkDialog host={host} network={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}

function searchText({ name, driver, id, subnets, usedBy }: Network): string {
  const parts = [name, driver, id, ...subnets.map(({ subnet }) => subnet)];
  return [...parts, ...usedBy.flatMap((user) => [user.name, user.ipv4, user.ipv6])].join(' ').toLowerCase();
}

function useNetworkColumns(hostId: string, onRemove?: (network: Network) => void): PlainColumn<Network>[] {
  const t = useTranslations('networks');
  return [
    {
      name: t('column.name'),
      cell: ({ name, id, labels, builtIn }) => (
        <>
          <strong>{name}</strong> <Copyable text={id} shown={shortId(id)} what="ID" />
          {builtIn ? <span className="quiet"> {t('builtIn')}</span> : null} <Labels labels={labels} />
        </>
      ),
    },
    {
      name: t('column.driver'),
      cell: ({ driver, internal, ipv6 }) => (
        <>
          {driver}
          {internal ? <span className="quiet"> · {t('internalShort')}</span> : null}
          {ipv6 ? <span className="quiet"> · IPv6</span> : null}
        </>
      ),
    },
    {
      name: t('column.subnets'),
      cell: ({ subnets }) =>
        subnets.length === 0 ? undefined : (
          <span>
            {subnets.map(({ subnet, gateway }) => (
              <div key={subnet}>
                <Copyable text={subnet} what={t('column.subnets')} />
                {gateway === undefined ? null : <span className="quiet"> {t('gatewayIs', { gateway })}</span>}
              </div>
            ))}
          </span>
        ),
    },
    { name: t('column.usedBy'), cell: ({ usedBy }) => <NetworkUsers hostId={hostId} users={usedBy} /> },
    {
      name: t('column.created'),
      cell: ({ createdAt }) => (createdAt === undefined ? undefined : <Age at={createdAt} />),
    },
    {
      cell: (network) =>
        onRemove === undefined || network.builtIn ? undefined : (
          <RowActions>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t('removeOne', { network: network.name })}
              onClick={() => onRemove(network)}
            >
              {t('remove')}
            </Button>
          </RowActions>
        ),
    },
  ];
}
