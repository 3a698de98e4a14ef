import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type CallInput, call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

export function useNetworks(hostId: string) {
  return useQuery({
    queryKey: KEYS.hostNetworks(hostId),
    queryFn: ({ signal }) => call('listNetworks', { params: { hostId }, signal }),
    retry: false,
  });
}

export type NetworkDraft = CallInput<'createNetwork'>['body'];

export function useCreateNetwork(hostId: string, done: (name: string) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: NetworkDraft) => call('createNetwork', { params: { hostId }, body }),
    onSuccess: ({ name }) => {
      void cache.invalidateQueries({ queryKey: KEYS.hostNetworks(hostId) });
      done(name);
    },
  });
}

export function useRemoveNetwork(hostId: string, done: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (networkId: string) => call('removeNetwork', { params: { hostId, networkId } }),
    onSuccess: done,
    onSettled: () => cache.invalidateQueries({ queryKey: KEYS.hostNetworks(hostId) }),
  });
}
