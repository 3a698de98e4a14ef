import type { RegistryMoved, TagMoved } from '@roadstead/contract';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { DataColumn, Selection } from '../../lib/ui/data-table-columns';
import { SelectionBar } from '../../lib/ui/selection-bar';
import { RecreateButton, useMayRecreate } from '../recreate/recreate-button';
import { targetOfMoved } from '../recreate/recreate-target';

type Moved = TagMoved | RegistryMoved;

interface Mending<T extends Moved> {
  /** The last column, for whoever may mend. */
  columns: DataColumn<T>[];
  selection?: Selection<T>;
  /** Of the chosen ones together; nothing while none is chosen. */
  bar: ReactNode;
}

/** Each row's click that mends it, and one for all that are chosen. */
export function useMending<T extends Moved>(rows: readonly T[] | undefined): Mending<T> {
  const t = useTranslations('drift');
  const mayRecreate = useMayRecreate();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo(() => (mayRecreate ? [mendColumn<T>()] : []), [mayRecreate]);
  // What is on show and can be mended now.
  const chosen = rows?.filter((moved) => marked.has(movedKey(moved)) && canMend(moved)) ?? [];
  if (!mayRecreate) return { columns, bar: null };
  return {
    columns,
    selection: {
      chosen: new Set(chosen.map(movedKey)),
      onChange: setMarked,
      label: ({ containerName }) => t('choose', { name: containerName }),
      labelOfAll: t('chooseAll'),
    },
    bar:
      chosen.length === 0 ? null : (
        <SelectionBar
          summary={t('chosen', { count: chosen.length })}
          clear={t('clearChosen')}
          onClear={() => setMarked(new Set())}
        >
          <RecreateButton targets={chosen.map(targetOfMoved)} pullsFirst={chosen.some(isOfRegistry)} />
        </SelectionBar>
      ),
  };
}

export function movedKey({ hostId, containerId }: Moved): string {
  return `${hostId}/${containerId}`;
}

function mendColumn<T extends Moved>(): DataColumn<T> {
  return {
    id: 'mend',
    header: '',
    enableSorting: false,
    meta: { width: '110px', align: 'end', narrow: 'line-end' },
    cell: ({ row }) => <Mend moved={row.original} />,
  };
}

function Mend({ moved }: { moved: Moved }) {
  const t = useTranslations('recreate');
  if (!canMend(moved)) return null;
  const label = t('openNamed', { name: moved.containerName });
  return (
    <RecreateButton
      targets={[targetOfMoved(moved)]}
      pullsFirst={isOfRegistry(moved)}
      size="compact-xs"
      className="above"
      label={label}
    />
  );
}

/**
 * Nothing is begun on a host that is not heard: it would begin whenever that is back. Nor is there anything to pull where the
 * registry has the tag no more, or not for the host's platform.
 */
function canMend(moved: Moved): boolean {
  return moved.hostStatus === 'online' && (!isOfRegistry(moved) || moved.now?.imageId !== undefined);
}

function isOfRegistry(moved: Moved): moved is RegistryMoved {
  return moved.kind === 'registry-moved';
}
