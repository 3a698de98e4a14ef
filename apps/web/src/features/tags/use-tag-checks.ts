import type { TagCheckPage, TagCheckQuery } from '@roadstead/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

const PAGE = 200;
const REFRESH_MS = 10_000;
/** While tags are being checked. */
const CHECKING_MS = 1_000;

/** Tags that are checked in their registries, page by page, as one growing array; what compares with them follows when a check ends. */
export function useTagChecks(query: Partial<TagCheckQuery>, limit = PAGE) {
  const cache = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: KEYS.tagCheckList({ ...query, limit }),
    queryFn: ({ pageParam, signal }): Promise<TagCheckPage> =>
      call('listTagChecks', { query: { ...query, cursor: pageParam, limit }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => ((state.data?.pages.at(-1)?.due ?? 0) > 0 ? CHECKING_MS : REFRESH_MS),
  });
  const latest = list.data?.pages.at(-1);
  const due = latest?.due ?? 0;
  const before = useRef(due);
  useEffect(() => {
    if (before.current > due) {
      void cache.invalidateQueries({ queryKey: KEYS.drift });
      void cache.invalidateQueries({ queryKey: ['tag-history'] });
    }
    before.current = due;
  }, [due, cache]);
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items), [list.data]);
  return { ...list, rows, latest };
}

/** Asks registries now. @param reference absent: about every tag that runs */
export function useCheckNow(reference: string | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => call('checkTags', { body: { reference } }),
    onSettled: () => cache.invalidateQueries({ queryKey: KEYS.tagChecks }),
  });
}
