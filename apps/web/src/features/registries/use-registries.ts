import type { Registry } from '@roadstead/contract';
import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

const PAGE = 100;
/** What a registry holds changes seldom while somebody looks at it, and each question costs it a request. */
const BROWSED_FRESH_MS = 60_000;
/** The server has waited for the registry as long as makes sense: a further try is the reader's to ask for. */
const BROWSED = { staleTime: BROWSED_FRESH_MS, retry: false } as const;

export const REGISTRIES_QUERY = queryOptions({
  queryKey: KEYS.registries,
  queryFn: ({ signal }) => call('listRegistries', { signal }),
});

/** All registries, by name. */
export function useRegistries() {
  return useQuery(REGISTRIES_QUERY);
}

export function useRegistry(id: string) {
  return useQuery({
    queryKey: KEYS.registry(id),
    queryFn: ({ signal }) => call('getRegistry', { params: { registryId: id }, signal }),
    enabled: id !== '',
  });
}

/** Puts a registry as the server has it now where the pages look for it. */
export function useKeepRegistry(): (registry: Registry) => void {
  const cache = useQueryClient();
  return (registry) => {
    cache.setQueryData(KEYS.registry(registry.id), registry);
    void cache.invalidateQueries({ queryKey: KEYS.registries });
    cache.removeQueries({ queryKey: KEYS.registryContents(registry.id) });
  };
}

export function useCheckRegistry(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => call('checkRegistry', { params: { registryId: id } }),
    onSuccess: (lastCheck) => {
      cache.setQueryData<Registry>(KEYS.registry(id), (registry) => registry && { ...registry, lastCheck });
      void cache.invalidateQueries({ queryKey: KEYS.registries });
    },
  });
}

export function useRepositories(registryId: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [...KEYS.registryContents(registryId), 'repositories'],
    queryFn: ({ pageParam, signal }) =>
      call('listRepositories', { params: { registryId }, query: { after: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    ...BROWSED,
    enabled,
  });
}

export function useRepositorySearch(registryId: string, q: string) {
  return useQuery({
    queryKey: [...KEYS.registryContents(registryId), 'search', q],
    queryFn: ({ signal }) => call('searchRegistry', { params: { registryId }, query: { q }, signal }),
    ...BROWSED,
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
}

export function useTags(registryId: string, repository: string) {
  return useInfiniteQuery({
    queryKey: [...KEYS.registryContents(registryId), 'tags', repository],
    queryFn: ({ pageParam, signal }) =>
      call('listRegistryTags', {
        params: { registryId },
        query: { repository, after: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    ...BROWSED,
  });
}

export function useRemoteImage(registryId: string, repository: string, reference: string) {
  return useQuery({
    queryKey: [...KEYS.registryContents(registryId), 'image', repository, reference],
    queryFn: ({ signal }) =>
      call('getRemoteImage', { params: { registryId }, query: { repository, reference }, signal }),
    ...BROWSED,
  });
}
