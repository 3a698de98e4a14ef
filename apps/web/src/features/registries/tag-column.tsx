import { TextInput } from '@mantine/core';
import type { Registry } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SkeletonRows } from '../../lib/ui/notice';
import { ChoiceList } from './choice-list';
import { ColumnProblem } from './column-problem';
import classes from './registry-browser.module.css';
import { byVersion } from './repository-names';
import { useTags } from './use-registries';

/** From so many on they are worth filtering. */
const MANY = 10;

interface Props {
  registry: Registry;
  repository: string;
  chosen: string | undefined;
  onChoose(tag: string): void;
}

/** Tags of a repository: the newest version first once all are here, else in the registry's order. */
export function TagColumn({ registry, repository, chosen, onChoose }: Props) {
  const t = useTranslations('registries.browser');
  const [filter, setFilter] = useState('');
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useTags(
    registry.id,
    repository,
  );
  const all = data?.pages.flatMap((page) => page.tags) ?? [];
  const tags = (hasNextPage ? all : byVersion(all)).filter((tag) => tag.includes(filter.trim()));
  return (
    <section className={classes.column} aria-label={t('tags')}>
      <h2 className={classes.columnTitle}>
        {t('tags')}{' '}
        {data === undefined ? null : <span className="quiet">{hasNextPage ? `${all.length}+` : all.length}</span>}
      </h2>
      {all.length >= MANY ? (
        <TextInput
          type="search"
          aria-label={t('filterTags')}
          placeholder={t('filterTags')}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      ) : null}
      {error === null ? null : <ColumnProblem error={error} onRetry={refetch} />}
      {isPending ? <SkeletonRows count={4} /> : null}
      {data !== undefined && all.length === 0 ? <p className={classes.hint}>{t('noTags')}</p> : null}
      <ChoiceList
        label={t('tags')}
        items={tags}
        keyOf={(tag) => tag}
        chosen={chosen}
        onChoose={onChoose}
        render={(tag) => <code className={classes.name}>{tag}</code>}
        hasMore={hasNextPage}
        isFetching={isFetchingNextPage}
        onMore={fetchNextPage}
      />
    </section>
  );
}
