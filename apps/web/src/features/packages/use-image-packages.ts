import type { ImagePackages, ImagePackagesQuery } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { isOver } from '../jobs/job-facts';

const PAGE = 500;
const WATCH_MS = 1_500;

/** Packages of an image, in pages by cursor, held as one growing array; watched as long as it is being read. */
export function useImagePackages(imageId: string, query: Partial<ImagePackagesQuery>) {
  const list = useInfiniteQuery({
    queryKey: KEYS.imagePackages(imageId, query),
    queryFn: ({ pageParam, signal }) =>
      call('listImagePackages', { params: { imageId }, query: { ...query, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ImagePackages) => page.nextCursor,
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) => (isBeingRead(state.data?.pages.at(-1)) ? WATCH_MS : false),
  });
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items), [list.data]);
  return { ...list, rows, latest: list.data?.pages.at(-1) };
}

export function isBeingRead(page: ImagePackages | undefined): boolean {
  return page?.lastJob !== undefined && !isOver(page.lastJob);
}
