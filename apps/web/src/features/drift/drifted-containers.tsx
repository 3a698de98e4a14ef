import type { DriftQuery } from '@roadstead/contract';
import { type ReactNode, useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { DataTable } from '../../lib/ui/data-table';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { movedKey, useMending } from './mending';
import { NoDrift } from './no-drift';
import { type DriftOf, useDrift } from './use-drift';

export interface DriftFilter {
  filter: Partial<DriftQuery>;
  isFiltered: boolean;
}

type ContainerKind = 'tag-moved' | 'registry-moved';

interface Props<K extends ContainerKind> extends DriftFilter {
  kind: K;
  columns: DataColumn<DriftOf<K>>[];
  /** Instead of the good news, where none are found because nothing is known. */
  notKnown?: ReactNode;
}

/** Containers that have drifted in one way, each with the click that mends it. */
export function DriftedContainers<K extends ContainerKind>({ kind, filter, isFiltered, ...props }: Props<K>) {
  const t = useTranslations('drift');
  const list = useDrift(kind, filter);
  const mending = useMending(list.rows);
  const columns = useMemo(() => [...props.columns, ...mending.columns], [props.columns, mending.columns]);
  if (list.rows === undefined) {
    return list.isPending ? <SkeletonRows /> : <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  }
  if (list.rows.length === 0) {
    return props.notKnown ?? <NoDrift kind={kind} isFiltered={isFiltered} latest={list.latest} />;
  }
  return (
    <>
      {mending.bar}
      <DataTable
        label={t(`kind.${kind as ContainerKind}`)}
        columns={columns}
        rows={list.rows}
        rowKey={movedKey}
        rowHref={({ hostId, containerId }) => hrefTo.container(hostId, containerId)}
        total={list.latest?.total}
        onNearEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        selection={mending.selection}
      />
    </>
  );
}
