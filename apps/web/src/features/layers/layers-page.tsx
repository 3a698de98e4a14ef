'use client';

import type { LayerEconomy } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useFormat } from '../../lib/format/use-format';
import { KEYS } from '../../lib/live/query-keys';
import { DataTable } from '../../lib/ui/data-table';
import { Section } from '../../lib/ui/facts';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PlainTable } from '../../lib/ui/plain-table';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { AuditHeader } from '../audit/audit-header';
import { PruneButton } from '../images/prune-button';
import { useCostColumns } from './cost-columns';
import { FindLayer } from './find-layer';
import { useHostLayerColumns } from './host-layer-columns';
import classes from './layers-page.module.css';

/** What layers take across the fleet, what sharing saves, and what a prune would free, before it is done. */
export function LayersPage() {
  const t = useTranslations('layers');
  const { data, error, refetch } = useQuery({
    queryKey: KEYS.layerEconomy,
    queryFn: ({ signal }) => call('getLayerEconomy', { signal }),
  });
  return (
    <>
      <AuditHeader page="layers" summary={t('lead')} actions={<PruneButton what="images" />} />
      {data === undefined && error === null ? <SkeletonRows /> : null}
      {data === undefined && error !== null ? <ErrorState error={error} onRetry={refetch} /> : null}
      {data?.hosts.length === 0 ? <EmptyState title={t('noHosts')} /> : null}
      {data === undefined || data.hosts.length === 0 ? null : <Economy economy={data} />}
    </>
  );
}

function Economy({ economy }: { economy: LayerEconomy }) {
  const t = useTranslations('layers');
  const { sort, setSort } = useUrlSort('-unused');
  const hostColumns = useHostLayerColumns();
  const costColumns = useCostColumns();
  return (
    <>
      <Totals economy={economy} />
      <Section title={t('byHost')}>
        <p className={classes.hint}>{t('byHostMeans')}</p>
        <DataTable
          label={t('byHost')}
          columns={hostColumns}
          rows={economy.hosts}
          rowKey={({ hostId }) => hostId}
          rowHref={({ hostId }) => `/hosts/detail/?id=${hostId}&tab=storage`}
          sort={sort}
          onSort={setSort}
        />
      </Section>
      <Section title={t('costliest')}>
        <p className={classes.hint}>{t('costliestMeans')}</p>
        <FindLayer />
        <PlainTable
          label={t('costliest')}
          columns={costColumns}
          rows={economy.costliest}
          rowKey={({ chainId }) => chainId}
        />
      </Section>
    </>
  );
}

/** From what the fleet would take without sharing, down to each layer once. */
function Totals({ economy: { hosts, distinctBytes } }: { economy: LayerEconomy }) {
  const t = useTranslations('layers');
  const format = useFormat();
  const sum = (bytes: (host: LayerEconomy['hosts'][number]) => number) =>
    hosts.reduce((total, host) => total + bytes(host), 0);
  const stored = sum(({ bytes }) => bytes);
  const figures = [
    { name: t('stored'), bytes: stored },
    { name: t('saved'), bytes: sum(({ withoutSharingBytes }) => withoutSharingBytes) - stored },
    { name: t('distinct'), bytes: distinctBytes },
    { name: t('wouldFree'), bytes: sum(({ unused }) => unused.bytes) },
  ];
  return (
    <dl className={classes.totals}>
      {figures.map(({ name, bytes }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{format.bytes(bytes)}</dd>
        </div>
      ))}
    </dl>
  );
}
