'use client';

import type { BaseSort } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { EmptyState } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { AuditHeader } from '../audit/audit-header';
import { BaseTree } from './base-tree';
import classes from './base-tree.module.css';
import { treeRows } from './tree-rows';
import { useBases } from './use-bases';

const SORTS = ['running', 'bytes', 'name'] as const satisfies readonly BaseSort[];

/** Which images of the fleet are built on which. Search and order are in the address. */
export function BasesPage() {
  const t = useTranslations('bases');
  const format = useFormat();
  const url = useUrlState();
  const search = url.get('q');
  const sort = SORTS.find((each) => each === url.get('sort')) ?? 'images';
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  // A row's key ends with the chain id of its node.
  const nodes = [...new Set(Array.from(opened, (key) => key.slice(key.lastIndexOf('/') + 1)))];
  const { below, more, retry, fleet } = useBases(search, { sort, order: sort === 'name' ? 'asc' : 'desc' }, nodes);
  const rows = treeRows(below, opened);
  const toggle = (key: string) =>
    setOpened((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  return (
    <>
      <AuditHeader page="bases" summary={t('lead')} />
      <FilterBar
        summary={
          fleet === undefined
            ? null
            : search === undefined
              ? t('fleet', { images: fleet.images, bytes: format.bytes(fleet.bytes) })
              : t('found', { count: below(undefined).total })
        }
      >
        <SearchField label={t('search')} value={search ?? ''} onChange={(q) => url.set({ q })} />
        <Filter
          label={t('sort.label')}
          value={sort === 'images' ? undefined : sort}
          all={t('sort.images')}
          options={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
          onChange={(value) => url.set({ sort: value })}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <EmptyState title={t(search === undefined ? 'noImages' : 'noneFound')}>
          {search === undefined ? null : <p>{t('noneFoundMeans')}</p>}
        </EmptyState>
      ) : (
        <BaseTree rows={rows} onToggle={toggle} onMore={more} onRetry={retry} />
      )}
      {fleet !== undefined && fleet.withoutLayers > 0 ? (
        <p className={classes.hint}>{t('withoutLayers', { count: fleet.withoutLayers })}</p>
      ) : null}
    </>
  );
}
