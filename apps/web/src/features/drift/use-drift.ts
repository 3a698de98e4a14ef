import type { Drift, DriftKind, DriftPage, DriftQuery } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

const PAGE = 200;
/** The comparison goes over the whole fleet: it is made again now and then, not with each change of a container. */
const REFRESH_MS = 10_000;

export type DriftOf<K extends DriftKind> = Extract<Drift, { kind: K }>;

/** Drift of one kind, page by page, as one growing array; and how much of each kind there is. */
export function useDrift<K extends DriftKind>(kind: K, filter: Partial<DriftQuery>) {
  const query = { ...filter, kind };
  const list = useInfiniteQuery({
    queryKey: KEYS.driftList(query),
    queryFn: ({ pageParam, signal }): Promise<DriftPage> =>
      call('listDrift', { query: { ...query, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
  const rows = useMemo(
    () => list.data?.pages.flatMap(({ items }): DriftOf<K>[] => items.filter((item) => isOf(kind, item))),
    [list.data, kind],
  );
  return { ...list, rows, latest: list.data?.pages.at(-1) };
}

function isOf<K extends DriftKind>(kind: K, drift: Drift): drift is DriftOf<K> {
  return drift.kind === kind;
}
