import type { TagMoved } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { columnMaker } from '../../lib/ui/column-maker';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { ReferenceText } from '../../lib/ui/reference-text';
import { DriftedContainers, type DriftFilter } from './drifted-containers';
import { ImageLink } from './image-link';

/** Containers whose tag has moved on their host. */
export function MovedTags(asked: DriftFilter) {
  return <DriftedContainers kind="tag-moved" {...asked} columns={useColumns()} />;
}

function useColumns(): DataColumn<TagMoved>[] {
  const t = useTranslations('drift');
  const header = useTranslations('drift.column');
  return useMemo<DataColumn<TagMoved>[]>(() => {
    const column = columnMaker<TagMoved>(header);
    return [
      column('container', { width: 'minmax(120px, 1.2fr)', narrow: 'title' }, ({ containerName }) => (
        <strong>{containerName}</strong>
      )),
      column('host', { width: 'minmax(80px, 0.8fr)', narrow: 'end' }, ({ hostName }) => hostName),
      column('reference', { width: 'minmax(140px, 1.6fr)', narrow: 'line' }, ({ reference }) => (
        <ReferenceText reference={reference} />
      )),
      column('runs', { width: '116px' }, ({ runs }) => <ImageLink id={runs} />),
      column('now', { width: 'minmax(116px, 0.8fr)' }, ({ now }) =>
        now === undefined ? <span className="quiet">{t('nothing')}</span> : <ImageLink id={now.imageId} />,
      ),
      column('since', { width: 'minmax(110px, 0.9fr)', align: 'end' }, (moved) => <Since {...moved} />),
    ];
  }, [t, header]);
}

/** A move in a gap was seen by nobody: it lies some time before it was found. */
function Since({ now, goneSince }: TagMoved) {
  const t = useTranslations('drift');
  const at = now?.since ?? goneSince;
  if (at === undefined) return <span className="quiet">{t('unobserved')}</span>;
  if (now?.sinceGap !== true) return <Age at={at} />;
  return (
    <span title={t('gapMeans')}>
      {t('before')} <Age at={at} />
    </span>
  );
}
