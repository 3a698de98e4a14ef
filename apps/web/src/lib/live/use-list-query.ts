import type { Page } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RowKind } from './apply-rows';
import { keepNewerPages } from './keep-newer';

interface ListQuery<T> {
  queryKey: readonly unknown[];
  kind: RowKind<T>;
  fetchPage(cursor: string | undefined, signal: AbortSignal): Promise<Page<T>>;
}

/** A list in pages by cursor, held as one growing array. While a filter changes, the rows before it stay on show. */
export function useListQuery<T>({ queryKey, kind, fetchPage }: ListQuery<T>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    structuralSharing: keepNewerPages(kind),
    placeholderData: (previous) => previous,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return { ...query, rows, total: query.data?.pages.at(-1)?.total };
}
