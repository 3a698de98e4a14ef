import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isSignedOut } from '../../lib/api/api-error';
import { KEYS } from '../../lib/live/query-keys';

const MAX_RETRIES = 2;
/** Live deltas keep what is fetched true; this bounds how old it gets where a topic is not watched. */
const FRESH_MS = 30_000;

/** The page's one query cache. An answer "sign in first" to anything ends the session here too. */
export function createCache(): QueryClient {
  const noteSignOut = (error: unknown) => {
    if (isSignedOut(error)) cache.setQueryData(KEYS.me, null);
  };
  const cache: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noteSignOut }),
    mutationCache: new MutationCache({ onError: noteSignOut }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < MAX_RETRIES && error instanceof ApiError && error.passing,
      },
    },
  });
  return cache;
}
