'use client';

import type { DriftKind, DriftQuery } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { FilterBar } from '../../lib/ui/filter-bar';
import { SearchField } from '../../lib/ui/search-field';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';
import { AuditHeader } from '../audit/audit-header';
import { TakeAway } from '../audit/take-away';
import { HostFilter } from '../hosts/host-filter';
import { CheckLine } from '../tags/check-summary';
import classes from './drift.module.css';
import { MovedTags } from './moved-tags';
import { RegistryMoves } from './registry-moves';
import { TagDifferences } from './tag-differences';
import { useDrift } from './use-drift';

const KINDS = ['tag-moved', 'tag-differs', 'registry-moved'] as const satisfies readonly DriftKind[];

const LISTS = { 'tag-moved': MovedTags, 'tag-differs': TagDifferences, 'registry-moved': RegistryMoves };

/** Where what runs is not what its tag says. The kind and the filters are in the address. */
export function DriftPage() {
  const t = useTranslations('drift');
  const url = useUrlState();
  const kind = KINDS.find((each) => each === url.get('kind')) ?? 'tag-moved';
  const filter = { host: url.get('host'), q: url.get('q') } as Partial<DriftQuery>;
  const { latest } = useDrift(kind, filter);
  const isFiltered = filter.host !== undefined || filter.q !== undefined;
  const List = LISTS[kind];
  return (
    <>
      <AuditHeader
        page="drift"
        summary={t('lead')}
        actions={<TakeAway query={{ host: filter.host, q: filter.q, kind }} file="exportDrift" list="listDrift" />}
      />
      <Tabs
        label={t('kinds')}
        current={kind}
        tabs={KINDS.map((id) => ({ id, label: t(`kind.${id}`), count: latest?.counts[id] }))}
        onChange={(id) => url.set({ kind: id === 'tag-moved' ? undefined : id })}
      />
      <p className={classes.means}>{t(`means.${kind}`)}</p>
      {kind === 'registry-moved' ? <CheckLine /> : null}
      <FilterBar summary={latest?.dataAsOf === undefined ? null : <DataAge {...latest} at={latest.dataAsOf} />}>
        <SearchField label={t('search')} value={filter.q ?? ''} onChange={(q) => url.set({ q })} />
        <HostFilter value={filter.host} onChange={(host) => url.set({ host })} />
      </FilterBar>
      <List filter={filter} isFiltered={isFiltered} />
    </>
  );
}

function DataAge({ at, hostsNotHeard }: { at: string; hostsNotHeard: number }) {
  const t = useTranslations('drift');
  return (
    <>
      {hostsNotHeard === 0 ? null : <>{t('notHeard', { count: hostsNotHeard })} · </>}
      {t('asOf')} <Age at={at} />
    </>
  );
}
