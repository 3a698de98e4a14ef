import type { ActionFilter, ActionPage } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { useUrlState } from '../../lib/ui/use-url-state';
import { actionFilterOf } from './action-question';

const PAGE = 200;
/** While no more than the first page is on show, it is asked for again. */
const REFRESH_MS = 10_000;

/** What the address asks of the log. */
export function useActionFilter() {
  const { get, set } = useUrlState();
  const filter = useMemo(() => actionFilterOf(get), [get]);
  const clear = useCallback(
    () => set(Object.fromEntries(Object.keys(filter).map((name) => [name, undefined]))),
    [set, filter],
  );
  return { filter, set: set as (changes: Partial<Record<keyof ActionFilter, string>>) => void, clear };
}

/** Actions, the newest first, in pages by cursor, held as one growing array. */
export function useActions(filter: Partial<ActionFilter>) {
  const answer = useInfiniteQuery({
    queryKey: KEYS.actions(filter),
    queryFn: ({ pageParam, signal }) =>
      call('listActions', { query: { ...filter, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ActionPage) => page.nextCursor,
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? REFRESH_MS : false),
  });
  const rows = useMemo(() => answer.data?.pages.flatMap(({ items }) => items), [answer.data]);
  return { ...answer, rows, page: answer.data?.pages.at(0) };
}
