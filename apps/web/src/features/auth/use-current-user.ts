import type { CurrentUser } from '@roadstead/contract';
import type { Permission } from '@roadstead/domain';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isSignedOut } from '../../lib/api/api-error';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { useCloseLive } from '../../lib/live/use-live';
import { GRANTS } from './grants';

async function fetchCurrentUser(signal: AbortSignal): Promise<CurrentUser | null> {
  try {
    return await call('currentUser', { signal });
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
}

export const CURRENT_USER = queryOptions({
  queryKey: KEYS.me,
  queryFn: ({ signal }) => fetchCurrentUser(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** `data`: who is signed in; `null`: nobody. */
export function useCurrentUser() {
  return useQuery(CURRENT_USER);
}

export function useMay(permission: Permission): boolean {
  const { data } = useCurrentUser();
  return data != null && GRANTS[data.role].includes(permission);
}

export function useSignOut() {
  const cache = useQueryClient();
  const closeLive = useCloseLive();
  return useMutation({
    mutationFn: () => call('logout', {}),
    onSettled: () => {
      closeLive();
      // Set, not removed and set anew: the pages that are open watch this very entry.
      cache.setQueryData(KEYS.me, null);
      cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEYS.me[0] });
    },
  });
}
