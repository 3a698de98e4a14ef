import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** The shell watches the topic that keeps this true. */
export function useOverview() {
  return useQuery({ queryKey: KEYS.overview, queryFn: ({ signal }) => call('overview', { signal }) });
}
