import type { JobQuery } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { DataTable } from '../../lib/ui/data-table';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { HostFilter } from '../hosts/host-filter';
import { useJobColumns } from './job-columns';
import { JOB_KINDS, JOB_STATES, KIND_KEYS } from './job-state';
import { useJobs } from './use-jobs';

/** Jobs of the fleet, or of one host, newest first. */
export function JobList({ hostId }: { hostId?: string }) {
  const t = useTranslations('jobs');
  const url = useUrlState();
  const columns = useJobColumns(hostId === undefined);
  const query = {
    q: url.get('q'),
    kind: url.get('kind'),
    state: url.get('state'),
    host: hostId ?? url.get('host'),
  } as Partial<JobQuery>;
  const list = useJobs(query);
  const isFiltered = [query.q, query.kind, query.state, url.get('host')].some((value) => value !== undefined);
  const isEmpty = list.rows?.length === 0 && !isFiltered;
  return (
    <>
      {isEmpty ? null : (
        <FilterBar summary={list.total === undefined ? null : t('count', { count: list.total })}>
          <SearchField label={t('search')} value={query.q ?? ''} onChange={(q) => url.set({ q })} />
          <Filter
            label={t('column.kind')}
            value={query.kind}
            all={t('anyKind')}
            options={JOB_KINDS.map((value) => ({ value, label: t(`kind.${KIND_KEYS[value]}`) }))}
            onChange={(kind) => url.set({ kind })}
          />
          <Filter
            label={t('column.state')}
            value={query.state}
            all={t('anyState')}
            options={[
              { value: 'active', label: t('active') },
              ...JOB_STATES.map((value) => ({ value, label: t(`state.${value}`) })),
            ]}
            onChange={(state) => url.set({ state })}
          />
          {hostId === undefined ? <HostFilter value={query.host} onChange={(host) => url.set({ host })} /> : null}
        </FilterBar>
      )}
      {list.isPending ? <SkeletonRows /> : null}
      {list.isError && list.rows === undefined ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} />
      ) : null}
      {list.rows === undefined || list.rows.length === 0 ? null : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={list.rows}
          rowKey={(job) => job.id}
          rowHref={(job) => hrefTo.job(job.id)}
          total={list.total}
          onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        />
      )}
      {list.rows?.length === 0 ? (
        <EmptyState title={isFiltered ? t('noneMatch') : t('none')}>
          {isFiltered ? null : (
            <AppLink href="/pull/" className="link">
              {t('noneNext')}
            </AppLink>
          )}
        </EmptyState>
      ) : null}
    </>
  );
}
