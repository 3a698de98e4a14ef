import type { HostVolumes } from '@roadstead/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** Volumes of a host; how large each is only once that was counted, which `useCountVolumes` does. */
export function useVolumes(hostId: string) {
  return useQuery({
    queryKey: KEYS.hostVolumes(hostId),
    queryFn: ({ signal }) => call('listVolumes', { params: { hostId }, signal }),
    retry: false,
  });
}

export function useCountVolumes(hostId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => call('listVolumes', { params: { hostId }, query: { sizes: 'true' } }),
    onSuccess: (volumes) => cache.setQueryData<HostVolumes>(KEYS.hostVolumes(hostId), volumes),
  });
}

/** @param done called with the answer once the list is asked for anew */
export function useCreateVolume(hostId: string, done: (name: string) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: {
      name?: string;
      driver?: string;
      options: Record<string, string>;
      labels: Record<string, string>;
    }) => call('createVolume', { params: { hostId }, body }),
    onSuccess: ({ name }) => {
      void cache.invalidateQueries({ queryKey: KEYS.hostVolumes(hostId) });
      done(name);
    },
  });
}

export function useRemoveVolume(hostId: string, done: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ volume, force }: { volume: string; force: boolean }) =>
      call('removeVolume', { params: { hostId, volume }, query: { force: force ? 'true' : 'false' } }),
    onSuccess: done,
    // Also where it failed: somebody else may have changed what there is.
    onSettled: () => cache.invalidateQueries({ queryKey: KEYS.hostVolumes(hostId) }),
  });
}
