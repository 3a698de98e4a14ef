import type { ContainerQuery } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { containerKey } from '../../lib/live/apply-rows';
import { DataTable } from '../../lib/ui/data-table';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { SelectionBar } from '../../lib/ui/selection-bar';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { HostFilter } from '../hosts/host-filter';
import { MergedLogsButton } from '../logs/merged-logs-button';
import { useContainerColumns } from './container-columns';
import { CONTAINER_STATES } from './container-state';
import { ContainerVerbs } from './lifecycle/container-verbs';
import { useContainers } from './use-containers';

const HEALTHS = ['healthy', 'unhealthy', 'starting'] as const;

/** Containers of the fleet, or of one host; filters, search and order are in the address. */
export function ContainerList({ hostId }: { hostId?: string }) {
  const t = useTranslations('containers');
  const url = useUrlState();
  const { sort, setSort } = useUrlSort('name');
  const columns = useContainerColumns(hostId === undefined);
  const query = {
    q: url.get('q'),
    state: url.get('state'),
    health: url.get('health'),
    host: hostId ?? url.get('host'),
    sort: sort.id,
    order: sort.desc ? 'desc' : 'asc',
  } as Partial<ContainerQuery>;
  const list = useContainers(query);
  const isFiltered = [query.q, query.state, query.health, url.get('host')].some((value) => value !== undefined);
  const isEmpty = list.rows?.length === 0 && !isFiltered;
  const l = useTranslations('lifecycle');
  const mayManage = useMay('containers.manage');
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  // Only what is on show is acted upon: a row that a filter hid, or that went, is not chosen any more.
  const chosen = list.rows?.filter((container) => marked.has(containerKey(container))) ?? [];
  return (
    <>
      {isEmpty ? null : (
        <FilterBar summary={list.total === undefined ? null : t('count', { count: list.total })}>
          <SearchField label={t('search')} value={query.q ?? ''} onChange={(q) => url.set({ q })} />
          <Filter
            label={t('column.state')}
            value={query.state}
            all={t('anyState')}
            options={CONTAINER_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            onChange={(state) => url.set({ state })}
          />
          <Filter
            label={t('healthLabel')}
            value={query.health}
            all={t('anyHealth')}
            options={HEALTHS.map((value) => ({ value, label: t(`health.${value}`) }))}
            onChange={(health) => url.set({ health })}
          />
          {hostId === undefined ? <HostFilter value={query.host} onChange={(host) => url.set({ host })} /> : null}
        </FilterBar>
      )}
      {list.isPending ? <SkeletonRows /> : null}
      {list.isError && list.rows === undefined ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} />
      ) : null}
      {chosen.length === 0 ? null : (
        <SelectionBar
          summary={l('chosen', { count: chosen.length })}
          clear={l('clearChosen')}
          onClear={() => setMarked(new Set())}
        >
          <ContainerVerbs containers={chosen} look="buttons" />
          <MergedLogsButton containers={chosen} />
        </SelectionBar>
      )}
      {list.rows === undefined || list.rows.length === 0 ? null : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={list.rows}
          rowKey={containerKey}
          rowHref={(container) => hrefTo.container(container.hostId, container.id)}
          sort={sort}
          onSort={setSort}
          sortedByServer
          total={list.total}
          onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
          selection={
            mayManage
              ? {
                  chosen: new Set(chosen.map(containerKey)),
                  onChange: setMarked,
                  label: (container) => l('choose', { name: container.name }),
                  labelOfAll: l('chooseAll'),
                }
              : undefined
          }
        />
      )}
      {list.rows?.length === 0 ? (
        <EmptyState title={isFiltered ? t('noneMatch') : t('none')}>
          {isFiltered ? null : <p>{t('noneNext')}</p>}
        </EmptyState>
      ) : null}
    </>
  );
}
