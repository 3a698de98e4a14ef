import type { PackageCoverage, PackagesAnswer, PackagesQuery } from '@roadstead/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../../lib/api/api-error';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

const PAGE = 200;
/** How often an answer about now is asked for again. */
const REFRESH_MS = 10_000;
/** While images are being read. */
const WATCH_MS = 1_500;

export function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400;
}

/** Containers that answer a question, in pages by cursor, held as one growing array. */
export function usePackages(query: Partial<PackagesQuery> | undefined) {
  const answer = useInfiniteQuery({
    queryKey: KEYS.packagesFound({ ...query }),
    queryFn: ({ pageParam, signal }) =>
      call('findPackages', { query: { ...query, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: PackagesAnswer) => page.nextCursor,
    placeholderData: (previous) => previous,
    retry: (count, error) => !isRefused(error) && count < 2,
    enabled: query !== undefined,
    refetchInterval: query?.asOf === undefined ? REFRESH_MS : false,
  });
  const rows = useMemo(() => answer.data?.pages.flatMap(({ items }) => items), [answer.data]);
  return { ...answer, rows, latest: answer.data?.pages.at(-1) };
}

/** How much of what runs is read; as long as something is being read, it is watched. */
export function usePackageCoverage(query: { host?: string; asOf?: string }) {
  const cache = useQueryClient();
  return useQuery({
    queryKey: KEYS.packageCoverage(query),
    queryFn: async ({ signal, queryKey }) => {
      const before = cache.getQueryData<PackageCoverage>(queryKey);
      const coverage = await call('getPackageCoverage', { query: query as object, signal });
      // What was read since then may answer the question otherwise.
      if (before !== undefined && before.read.images !== coverage.read.images) {
        void cache.invalidateQueries({ queryKey: KEYS.packagesFound({}).slice(0, 2) });
      }
      return coverage;
    },
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) => ((state.data?.beingRead ?? 0) > 0 ? WATCH_MS : REFRESH_MS),
  });
}

/** Begins to read images: all that run and are not read, or certain ones. */
export function useReadImages() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (imageIds?: readonly string[]) =>
      call('createPackageScans', {
        body: imageIds === undefined ? { which: 'unread-running' } : { imageIds: [...imageIds] as never },
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: KEYS.packages }),
  });
}

/** Whether images that come are read by themselves. */
export function usePackageSchedule() {
  const cache = useQueryClient();
  const { data } = useQuery({
    queryKey: KEYS.packageSchedule,
    queryFn: ({ signal }) => call('getPackageSchedule', { signal }),
  });
  const change = useMutation({
    mutationFn: (enabled: boolean) => call('setPackageSchedule', { body: { enabled } }),
    onSuccess: (schedule) => cache.setQueryData(KEYS.packageSchedule, schedule),
  });
  return { schedule: data, set: change.mutate, isPending: change.isPending, error: change.error };
}
