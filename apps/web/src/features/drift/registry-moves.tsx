import type { RegistryMoved } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { columnMaker } from '../../lib/ui/column-maker';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { StatusDot } from '../../lib/ui/status-dot';
import { momentText } from '../audit/moment';
import { useTagChecks } from '../tags/use-tag-checks';
import { DriftedContainers, type DriftFilter } from './drifted-containers';
import { ImageLink } from './image-link';

/** Containers whose tag names another image in its registry. */
export function RegistryMoves(asked: DriftFilter) {
  const checks = useTagChecks({}, 1);
  const isKnown = asked.isFiltered || checks.latest?.oldestCheckedAt !== undefined;
  return (
    <DriftedContainers
      kind="registry-moved"
      {...asked}
      columns={useColumns()}
      notKnown={isKnown ? undefined : <NotKnown checks={checks} />}
    />
  );
}

/** Nothing was checked yet; or nobody has said yet whether anything was. */
function NotKnown({ checks }: { checks: ReturnType<typeof useTagChecks> }) {
  if (checks.latest !== undefined) return <NothingChecked />;
  return checks.isPending ? <SkeletonRows /> : <ErrorState error={checks.error} onRetry={() => checks.refetch()} />;
}

function NothingChecked() {
  const t = useTranslations('tags');
  return (
    <EmptyState title={t('notKnown')}>
      <p>{t('notKnownMeans')}</p>
    </EmptyState>
  );
}

function useColumns(): DataColumn<RegistryMoved>[] {
  const header = useTranslations('drift.column');
  return useMemo<DataColumn<RegistryMoved>[]>(() => {
    const column = columnMaker<RegistryMoved>(header);
    return [
      column('container', { width: 'minmax(110px, 1.1fr)', narrow: 'title' }, ({ containerName }) => (
        <strong>{containerName}</strong>
      )),
      column('host', { width: 'minmax(80px, 0.7fr)', narrow: 'end' }, ({ hostName }) => hostName),
      column('reference', { width: 'minmax(140px, 1.6fr)', narrow: 'line' }, ({ reference }) => (
        <AppLink href={hrefTo.tag(reference)} className="link above mono truncate truncate-start" title={reference}>
          <bdi>{reference}</bdi>
        </AppLink>
      )),
      column('runs', { width: '112px' }, ({ runs }) => <ImageLink id={runs} />),
      column('registryNow', { width: 'minmax(112px, 0.8fr)' }, (moved) => <Now {...moved} />),
      column('since', { width: 'minmax(124px, 0.8fr)', align: 'end' }, (moved) => <Since {...moved} />),
      column('checked', { width: 'minmax(84px, 0.6fr)', align: 'end' }, (moved) => <Checked {...moved} />),
    ];
  }, [header]);
}

/** The image that a pull would bring, by its config digest as everywhere; the registry's own digest is in the title. */
function Now({ now }: RegistryMoved) {
  const t = useTranslations('drift');
  if (now === undefined) return <span className="quiet">{t('goneThere')}</span>;
  return (
    <span className="mono" title={now.digest}>
      {now.imageId === undefined ? <span className="quiet">{t('noPlatform')}</span> : shortId(now.imageId)}
    </span>
  );
}

/** It was moved some time between two checks. */
function Since({ since, notBefore }: RegistryMoved) {
  const t = useTranslations('drift');
  const words =
    notBefore === undefined
      ? t('atFirstCheck')
      : t('movedBetween', { from: momentText(notBefore), to: momentText(since) });
  return (
    <span title={words}>
      {t('before')} <Age at={since} />
    </span>
  );
}

function Checked({ checkedAt, problem }: RegistryMoved) {
  const t = useTranslations('drift');
  const words = useErrorWords();
  if (problem === undefined) return <Age at={checkedAt} />;
  const told = t('checkFailed', { words: words(problem) });
  return (
    <span title={told}>
      <StatusDot tone="bad" />
      <Age at={checkedAt} />
      <span className="visually-hidden">{told}</span>
    </span>
  );
}
