import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** Counting is work for the host's disk: it is done again when somebody asks, not because a window came to the front. */
const COUNTED = { staleTime: 60_000, refetchOnWindowFocus: false, retry: false } as const;

export function useHostStorage(hostId: string) {
  return useQuery({
    queryKey: KEYS.hostStorage(hostId),
    queryFn: ({ signal }) => call('getHostStorage', { params: { hostId }, signal }),
    ...COUNTED,
  });
}

export function useImageLocation(hostId: string, imageId: string, enabled: boolean) {
  return useQuery({
    queryKey: KEYS.imageLocation(hostId, imageId),
    queryFn: ({ signal }) => call('getImageLocation', { params: { hostId, imageId }, signal }),
    enabled,
    ...COUNTED,
  });
}
