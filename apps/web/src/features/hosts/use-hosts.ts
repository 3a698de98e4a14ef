import type { Host } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { HOST_ROWS } from '../../lib/live/apply-rows';
import { keepNewerRow, keepNewerRows } from '../../lib/live/keep-newer';
import { KEYS } from '../../lib/live/query-keys';
import { useLiveTopic } from '../../lib/live/use-live';

/** All hosts, kept true live. */
export function useHosts() {
  useLiveTopic('hosts');
  return useQuery({
    queryKey: KEYS.hosts,
    queryFn: ({ signal }) => call('listHosts', { signal }),
    structuralSharing: keepNewerRows(HOST_ROWS),
  });
}

/** One host, kept true live. */
export function useHost(id: string) {
  useLiveTopic(id === '' ? undefined : `host/${id}`);
  return useQuery({
    queryKey: KEYS.host(id),
    queryFn: ({ signal }) => call('getHost', { params: { hostId: id }, signal }),
    structuralSharing: keepNewerRow<Host>(HOST_ROWS),
    enabled: id !== '',
  });
}
