import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** All credentials for Git hosts, by name. */
export function useGitCredentials() {
  return useQuery({
    queryKey: KEYS.gitCredentials,
    queryFn: ({ signal }) => call('listGitCredentials', { signal }),
  });
}
