import type { Placement } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { columnMaker } from '../../lib/ui/column-maker';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { hrefTo } from '../../lib/ui/links';
import { ImageName } from './image-name';
import { Moment } from './moment';
import { PlacementKnowledge, PlacementUntil } from './placement-until';
import { StartedByWords } from './started-by';

/** Columns that the server sorts by. */
const SORTED = ['container', 'host', 'image', 'started'];

export function usePlacementColumns(): DataColumn<Placement>[] {
  const t = useTranslations('audit.column');
  return useMemo<DataColumn<Placement>[]>(() => {
    const column = columnMaker<Placement>(t, SORTED);
    return [
      column('container', { width: 'minmax(110px, 1fr)', narrow: 'title' }, ({ containerName }) => (
        <strong>{containerName}</strong>
      )),
      column('host', { width: 'minmax(70px, 0.6fr)', narrow: 'end' }, ({ hostId, hostName }) => (
        <AppLink href={hrefTo.host(hostId)} className="above">
          {hostName}
        </AppLink>
      )),
      column('image', { width: 'minmax(140px, 2fr)', narrow: 'line' }, (placement) => <ImageName run={placement} />),
      column('started', { width: '158px' }, ({ from }) => <Moment at={from} />),
      column('until', { width: 'minmax(244px, 1fr)', narrow: 'line-end' }, (placement) => (
        <PlacementUntil placement={placement} />
      )),
      column('known', { width: '104px', isExtra: true }, (placement) => <PlacementKnowledge placement={placement} />),
      column('startedBy', { width: 'minmax(132px, 0.7fr)' }, ({ startedBy }) => <StartedByWords by={startedBy} />),
    ];
  }, [t]);
}
