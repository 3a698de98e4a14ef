'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DataTable } from '../../lib/ui/data-table';
import type { Sort } from '../../lib/ui/data-table-columns';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { useHostColumns } from './host-columns';
import { useHosts } from './use-hosts';

const AddHostDialog = lazy(() => import('./add-host-dialog'));
const STATUSES = ['online', 'unknown', 'offline'] as const;

export function HostsPage() {
  const t = useTranslations('hosts');
  const url = useUrlState();
  const hosts = useHosts();
  const mayAdd = useMay('hosts.manage');
  const [sort, setSort] = useState<Sort>({ id: 'name', desc: false });

  const search = url.get('q') ?? '';
  const status = url.get('status');
  const needle = search.toLowerCase();
  const all = hosts.data ?? [];
  const columns = useHostColumns(all.some((host) => Object.keys(host.labels).length > 0));
  const rows = all.filter(
    (host) => (status === undefined || host.status === status) && searchable(host.name, host.labels).includes(needle),
  );
  const isAdding = url.get('add') !== undefined;
  const addButton = mayAdd ? (
    <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => url.set({ add: '1' })}>
      {t('add')}
    </Button>
  ) : null;

  return (
    <>
      <PageHeader title={t('title')} actions={addButton} />
      {hosts.isPending ? <SkeletonRows /> : null}
      {hosts.isError && hosts.data === undefined ? (
        <ErrorState error={hosts.error} onRetry={() => hosts.refetch()} />
      ) : null}
      {hosts.data !== undefined && all.length === 0 ? (
        <EmptyState title={t('none')}>
          <p>{t('noneNext')}</p>
          {addButton}
        </EmptyState>
      ) : null}
      {all.length === 0 ? null : (
        <>
          <FilterBar summary={t('count', { count: rows.length })}>
            <SearchField label={t('search')} value={search} onChange={(q) => url.set({ q })} />
            <Filter
              label={t('column.status')}
              value={status}
              all={t('anyStatus')}
              options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
              onChange={(value) => url.set({ status: value })}
            />
          </FilterBar>
          {rows.length === 0 ? (
            <EmptyState title={t('noneMatch')} />
          ) : (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={rows}
              rowKey={(host) => host.id}
              rowHref={(host) => hrefTo.host(host.id)}
              sort={sort}
              onSort={setSort}
            />
          )}
        </>
      )}
      <Suspense>{isAdding && mayAdd ? <AddHostDialog onClose={() => url.set({ add: undefined })} /> : null}</Suspense>
    </>
  );
}

function searchable(name: string, labels: Record<string, string>): string {
  return [name, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)].join(' ').toLowerCase();
}
