import type { ActivityQuery } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** Since when anything is known, of one host or of the fleet. `isKnown`: whether that has been found out, or cannot be. */
export function useHistorySince(host: string | undefined, openedAt: number) {
  // Only the beginning is wanted: a short span, so that no runs are counted for it.
  const query = { host, from: new Date(openedAt - 120_000).toISOString(), buckets: 1 } as Partial<ActivityQuery>;
  const { data, isPending } = useQuery({
    queryKey: KEYS.placementActivity(query),
    queryFn: ({ signal }) => call('getPlacementActivity', { query, signal }),
  });
  return { since: data?.historySince, isKnown: !isPending };
}
