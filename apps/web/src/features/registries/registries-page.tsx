'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DataTable } from '../../lib/ui/data-table';
import type { Sort } from '../../lib/ui/data-table-columns';
import { FilterBar } from '../../lib/ui/filter-bar';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { GitCredentialsSection } from '../git-credentials/git-credentials-section';
import { useRegistryColumns } from './registry-columns';
import { useRegistries } from './use-registries';

const RegistryFormDialog = lazy(() => import('./registry-form-dialog'));

export function RegistriesPage() {
  const t = useTranslations('registries');
  const url = useUrlState();
  const router = useRouter();
  const { data: registries, error, isPending, refetch } = useRegistries();
  const mayManage = useMay('registries.manage');
  const columns = useRegistryColumns();
  const [sort, setSort] = useState<Sort>({ id: 'name', desc: false });

  const search = url.get('q') ?? '';
  const rows = (registries ?? []).filter(({ name, address }) =>
    `${name} ${address}`.toLowerCase().includes(search.toLowerCase()),
  );
  const isAdding = url.get('add') !== undefined && mayManage;
  const addButton = mayManage ? (
    <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => url.set({ add: '1' })}>
      {t('add')}
    </Button>
  ) : null;

  return (
    <>
      <PageHeader title={t('title')} summary={t('lead')} actions={registries?.length === 0 ? null : addButton} />
      {isPending ? <SkeletonRows count={4} /> : null}
      {error !== null && registries === undefined ? <ErrorState error={error} onRetry={refetch} /> : null}
      {registries?.length === 0 ? (
        <EmptyState title={t('none')}>
          <p>{mayManage ? t('noneNext') : t('noneAsk')}</p>
          {addButton}
        </EmptyState>
      ) : null}
      {registries === undefined || registries.length === 0 ? null : (
        <>
          <FilterBar summary={t('count', { count: rows.length })}>
            <SearchField label={t('search')} value={search} onChange={(q) => url.set({ q })} />
          </FilterBar>
          {rows.length === 0 ? (
            <EmptyState title={t('noneMatch')} />
          ) : (
            <DataTable
              label={t('title')}
              columns={columns}
              rows={rows}
              rowKey={(registry) => registry.id}
              rowHref={(registry) => hrefTo.registry(registry.id)}
              sort={sort}
              onSort={setSort}
            />
          )}
        </>
      )}
      <GitCredentialsSection />
      <Suspense>
        {isAdding ? (
          <RegistryFormDialog
            onClose={() => url.set({ add: undefined })}
            onKept={({ id }) => router.push(hrefTo.registry(id))}
          />
        ) : null}
      </Suspense>
    </>
  );
}
