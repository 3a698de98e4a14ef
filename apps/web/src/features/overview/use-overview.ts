import type { Overview } from '@roadstead/contract';
import { replaceEqualDeep, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** The shell watches the topic that keeps this true. */
export function useOverview() {
  return useQuery({
    queryKey: KEYS.overview,
    queryFn: ({ signal }) => call('overview', { signal }),
    // An answer that was counted before what came live must not undo it.
    structuralSharing: (known, counted) =>
      isLater(known as Overview | undefined, counted as Overview) ? known : replaceEqualDeep(known, counted),
  });
}

function isLater(known: Overview | undefined, { asOf }: Overview): boolean {
  return known !== undefined && known.asOf > asOf;
}
