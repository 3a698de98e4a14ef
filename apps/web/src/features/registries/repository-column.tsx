import type { FoundRepository, Registry } from '@roadstead/contract';
import { IconStarFilled } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../../lib/api/api-error';
import { useFormat } from '../../lib/format/use-format';
import { SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { ChoiceList } from './choice-list';
import { ColumnProblem } from './column-problem';
import classes from './registry-browser.module.css';
import { isDockerHub, mayBeRepository } from './repository-names';
import { useRepositories, useRepositorySearch } from './use-registries';

interface Props {
  registry: Registry;
  q: string;
  chosen: string | undefined;
  onSearch(q: string): void;
  onChoose(repository: string): void;
}

/** Repositories: all of them by name, or those that a search finds. A name that is typed can be opened in any case. */
export function RepositoryColumn({ registry, q, chosen, onSearch, onChoose }: Props) {
  const t = useTranslations('registries.browser');
  const isHub = isDockerHub(registry.address);
  const needle = q.trim();
  return (
    <section className={classes.column} aria-label={t('repositories')}>
      <SearchField label={isHub ? t('searchHub') : t('search')} value={q} onChange={onSearch} />
      {mayBeRepository(needle) ? (
        <button type="button" className={classes.open} onClick={() => onChoose(needle)}>
          {t.rich('open', { name: needle, b: (chunks) => <strong>{chunks}</strong> })}
        </button>
      ) : null}
      {needle === '' ? (
        <Catalog registry={registry} chosen={chosen} onChoose={onChoose} />
      ) : (
        <Found registry={registry} q={needle} chosen={chosen} onChoose={onChoose} />
      )}
    </section>
  );
}

type ListProps = Pick<Props, 'registry' | 'chosen' | 'onChoose'>;

function Catalog({ registry, chosen, onChoose }: ListProps) {
  const t = useTranslations('registries.browser');
  const isHub = isDockerHub(registry.address);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useRepositories(
    registry.id,
    !isHub,
  );
  if (isHub || isWithoutCatalog(error)) return <p className={classes.hint}>{isHub ? t('hubHint') : t('noCatalog')}</p>;
  if (error !== null) return <ColumnProblem error={error} onRetry={refetch} />;
  if (isPending) return <SkeletonRows count={6} />;
  const names = data.pages.flatMap((page) => page.repositories);
  if (names.length === 0) return <p className={classes.hint}>{t('empty')}</p>;
  return (
    <ChoiceList
      label={t('repositories')}
      items={names}
      keyOf={(name) => name}
      chosen={chosen}
      onChoose={onChoose}
      render={(name) => <span className={classes.name}>{name}</span>}
      hasMore={hasNextPage}
      isFetching={isFetchingNextPage}
      onMore={fetchNextPage}
    />
  );
}

function isWithoutCatalog(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'registry.no-catalog';
}

function Found({ registry, q, chosen, onChoose }: ListProps & { q: string }) {
  const t = useTranslations('registries.browser');
  const { data, error, isPending, refetch } = useRepositorySearch(registry.id, q);
  if (isWithoutCatalog(error)) return <p className={classes.hint}>{t('noCatalog')}</p>;
  if (error !== null) return <ColumnProblem error={error} onRetry={refetch} />;
  if (isPending) return <SkeletonRows count={6} />;
  if (data.found.length === 0) return <p className={classes.hint}>{t('noneFound', { q })}</p>;
  return (
    <>
      <ChoiceList
        label={t('repositories')}
        items={data.found}
        keyOf={({ repository }) => repository}
        chosen={chosen}
        onChoose={onChoose}
        render={(found) => <FoundWords found={found} />}
      />
      {data.partial ? <p className={classes.hint}>{t('partial')}</p> : null}
    </>
  );
}

function FoundWords({ found: { repository, description, stars, official, automated } }: { found: FoundRepository }) {
  const t = useTranslations('registries.browser');
  const format = useFormat();
  return (
    <>
      <span className={classes.foundHead}>
        <span className={classes.name}>{repository}</span>
        {stars === undefined ? null : (
          <span className={classes.stars} title={t('stars', { count: stars })}>
            <IconStarFilled size={10} aria-hidden /> {format.number(stars)}
          </span>
        )}
      </span>
      {official || automated ? <span className={classes.mark}>{official ? t('official') : t('automated')}</span> : null}
      {description === undefined ? null : <span className={classes.description}>{description}</span>}
    </>
  );
}
