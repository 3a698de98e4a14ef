import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import type { ChangeKind } from '@roadstead/domain';
import { IconRefresh } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { Callout, EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { changeTree } from './change-tree';
import { ChangeTree } from './change-tree-view';
import classes from './changes.module.css';
import { type Changes, useChanges } from './use-changes';

const CommitDialog = lazy(() => import('../containers/commit-dialog'));
const KINDS: readonly ChangeKind[] = ['added', 'changed', 'deleted'];

/** What the container changed against its image: its writable layer, and what becomes of it. */
export default function ContainerChanges({ container }: { container: Container }) {
  const t = useTranslations('changes');
  const url = useUrlState();
  const mayRun = useMay('jobs.run');
  const [isCommitting, setCommitting] = useState(false);
  const found = useChanges(container.hostId, container.id);
  const tree = useMemo(() => changeTree(found.changes), [found.changes]);
  const kind = KINDS.find((each) => each === url.get('kind'));
  const isEmpty = !found.isReading && found.error === undefined && found.changes.length === 0;
  return (
    <>
      <div className={classes.lead}>
        <Layer found={found} />
        <p>{t('meaning')}</p>
        <Volumes container={container} />
        {mayRun ? (
          <Button className={classes.commit} onClick={() => setCommitting(true)}>
            {t('commit')}
          </Button>
        ) : null}
      </div>
      <FilterBar summary={<Counts found={found} />}>
        <Filter
          label={t('kindLabel')}
          value={kind}
          all={t('anyKind')}
          options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(next) => url.set({ kind: next })}
        />
        <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={found.refresh}>
          {t('refresh')}
        </Button>
      </FilterBar>
      {found.isCut ? <Callout tone="warn">{t('cut', { count: found.changes.length })}</Callout> : null}
      {found.error === undefined ? null : <ErrorState error={found.error} onRetry={found.refresh} />}
      {found.isReading && found.changes.length === 0 ? <SkeletonRows /> : null}
      {tree.length === 0 ? null : <ChangeTree nodes={tree} sizes={found.sizes} kind={kind} container={container} />}
      {isEmpty ? (
        <EmptyState title={t('none')}>
          <p>{t('noneMeans')}</p>
        </EmptyState>
      ) : null}
      <Suspense>
        {isCommitting ? <CommitDialog container={container} onClose={() => setCommitting(false)} /> : null}
      </Suspense>
    </>
  );
}

function Layer({ found: { layer, isReading } }: { found: Changes }) {
  const t = useTranslations('changes');
  const format = useFormat();
  return (
    <p className={classes.size}>
      <strong className="tabular">
        {layer === undefined ? (isReading ? '…' : '–') : format.bytes(layer.writableBytes)}
      </strong>{' '}
      {t('layer')}
      {layer === undefined ? null : (
        <span className="quiet"> · {t('total', { bytes: format.bytes(layer.totalBytes) })}</span>
      )}
    </p>
  );
}

function Volumes({ container }: { container: Container }) {
  const t = useTranslations('changes');
  // A tmpfs lives no longer than the container runs.
  const mounts = container.mounts.filter(({ type }) => type !== 'tmpfs');
  if (mounts.length === 0) return <p className="quiet">{t('noVolumes')}</p>;
  return (
    <div className="quiet">
      {t('volumes', { count: mounts.length })}
      <ul className={classes.volumes}>
        {mounts.map(({ destination, type, source }) => (
          <li key={destination}>
            <code>{destination}</code> ({type} <code>{source}</code>)
          </li>
        ))}
      </ul>
    </div>
  );
}

function Counts({ found: { counts, isReading, changes, readAt } }: { found: Changes }) {
  const t = useTranslations('changes');
  if (isReading || counts === undefined)
    return isReading ? <span role="status">{t('reading', { count: changes.length })}</span> : null;
  return (
    <>
      {KINDS.map((kind) => (
        <span key={kind} className={classes.count} data-kind={kind}>
          {t(`count.${kind}`, { count: counts[kind] ?? 0 })}
        </span>
      ))}
      {readAt === undefined ? null : <Age at={readAt} />}
    </>
  );
}
