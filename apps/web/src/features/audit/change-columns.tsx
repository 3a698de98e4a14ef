import type { PlacementChange } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { columnMaker } from '../../lib/ui/column-maker';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { hrefTo } from '../../lib/ui/links';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { ImageName } from './image-name';
import { Moment } from './moment';

export const CHANGE_TYPES = [
  'came',
  'went',
  'changed',
  'restarted',
] as const satisfies readonly PlacementChange['type'][];

const TONES: Record<PlacementChange['type'], Tone> = { came: 'good', went: 'bad', changed: 'warn', restarted: 'idle' };

export function useChangeColumns(): DataColumn<PlacementChange>[] {
  const t = useTranslations('audit.changes');
  const header = useTranslations('audit.changes.column');
  return useMemo<DataColumn<PlacementChange>[]>(() => {
    const column = columnMaker<PlacementChange>(header);
    return [
      column('container', { width: 'minmax(120px, 1fr)', narrow: 'title' }, ({ containerName }) => (
        <strong>{containerName}</strong>
      )),
      column('what', { width: 'minmax(200px, 0.8fr)', narrow: 'end' }, ({ type, certainty }) => (
        <>
          <StatusDot tone={TONES[type]} />
          {t(`type.${type}`)}
          {certainty === 'observed' ? null : (
            <span className="warn" title={t('unobservedMeans')}>
              {' · '}
              {t('unobserved')}
            </span>
          )}
        </>
      )),
      column('host', { width: 'minmax(70px, 0.6fr)', narrow: 'line-end' }, ({ hostId, hostName }) => (
        <AppLink href={hrefTo.host(hostId)} className="above">
          {hostName}
        </AppLink>
      )),
      column('before', { width: 'minmax(140px, 1.9fr)' }, ({ before }) => <Image run={before} />),
      column('after', { width: 'minmax(140px, 1.9fr)', narrow: 'line' }, ({ type, before, after }) => (
        <Image run={type === 'went' ? undefined : (after ?? before)} />
      )),
      column('since', { width: '158px' }, ({ after }) => (after === undefined ? '–' : <Moment at={after.from} />)),
    ];
  }, [t, header]);
}

function Image({ run }: { run: PlacementChange['before'] }) {
  if (run === undefined) return <span className="quiet">–</span>;
  return <ImageName run={run} />;
}
