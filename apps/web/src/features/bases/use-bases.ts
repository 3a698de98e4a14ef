import type { BasesPage, BasesQuery, FoundBase } from '@roadstead/contract';
import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import type { Below } from './tree-rows';

const PAGE = 100;
const REFRESH_MS = 15_000;
const NOTHING: Below = { items: undefined, total: 0, error: null };

type Order = Pick<BasesQuery, 'sort' | 'order'>;
interface Answer {
  items: FoundBase[];
  total: number;
  fleet: BasesPage['fleet'];
}

/** The nodes right below each of the opened ones, and the lowest or those that a search found, as many pages as were asked for. */
export function useBases(search: string | undefined, order: Order, opened: readonly string[]) {
  const client = useQueryClient();
  const [pages, setPages] = useState<Readonly<Record<string, number>>>({});
  const asked: (string | undefined)[] = [undefined, ...opened];
  const answers = useQueries({
    queries: asked.map((under) => {
      const query = (under === undefined ? { q: search, ...order } : { under, ...order }) as Partial<BasesQuery>;
      const count = pages[under ?? ''] ?? 1;
      return {
        queryKey: KEYS.bases({ ...query, pages: count }),
        queryFn: ({ signal }: { signal: AbortSignal }) => pagesOf(query, count, signal),
        placeholderData: keepPreviousData<Answer>,
        refetchInterval: REFRESH_MS,
      };
    }),
  });
  const known = new Map(asked.map((under, index) => [under, answers[index]]));
  const below = (under: string | undefined): Below => {
    const answer = known.get(under);
    if (answer === undefined) return NOTHING;
    return { items: answer.data?.items, total: answer.data?.total ?? 0, error: answer.error };
  };
  const more = useCallback(
    (under: string | undefined) => setPages((before) => ({ ...before, [under ?? '']: (before[under ?? ''] ?? 1) + 1 })),
    [],
  );
  const retry = useMemo(() => () => client.refetchQueries({ queryKey: ['bases'], type: 'active' }), [client]);
  return { below, more, retry, fleet: answers[0]?.data?.fleet };
}

async function pagesOf(query: Partial<BasesQuery>, count: number, signal: AbortSignal): Promise<Answer> {
  const items: FoundBase[] = [];
  let cursor: string | undefined;
  let page: BasesPage;
  do {
    page = await call('listBases', { query: { ...query, cursor, limit: PAGE }, signal });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < count * PAGE);
  return { items, total: page.total, fleet: page.fleet };
}
