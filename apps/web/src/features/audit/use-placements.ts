import type { PlacementPage, PlacementQuery } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

const PAGE = 200;
/** How often an answer about now is asked for again. */
export const REFRESH_MS = 10_000;

/** Runs of containers that answer a question, in pages by cursor, held as one growing array. */
export function usePlacements(query: Partial<PlacementQuery>, { isEnabled = true, isNow = false, limit = PAGE } = {}) {
  const answer = useInfiniteQuery({
    queryKey: KEYS.placements({ ...query, limit }),
    queryFn: ({ pageParam, signal }) =>
      call('listPlacements', { query: { ...query, cursor: pageParam, limit }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: PlacementPage) => page.nextCursor,
    placeholderData: (previous) => previous,
    enabled: isEnabled,
    refetchInterval: isNow ? REFRESH_MS : false,
  });
  const rows = useMemo(() => answer.data?.pages.flatMap(({ items }) => items), [answer.data]);
  return { ...answer, rows, page: answer.data?.pages.at(-1) };
}
