import type { Host } from '@roadstead/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '../../lib/api/call';
import { HOST_ROWS } from '../../lib/live/apply-rows';
import { keepNewerRow, keepNewerRows } from '../../lib/live/keep-newer';
import { KEYS } from '../../lib/live/query-keys';
import { useLiveTopic } from '../../lib/live/use-live';

const HOSTS_QUERY = queryOptions({
  queryKey: KEYS.hosts,
  queryFn: ({ signal }) => call('listHosts', { signal }),
  structuralSharing: keepNewerRows(HOST_ROWS),
});

/** All hosts, kept true live. */
export function useHosts() {
  useLiveTopic('hosts');
  return useQuery(HOSTS_QUERY);
}

/** A clock off by less than this is not worth a word: it may be the time that the heartbeat took. */
const TOLERATED_CLOCK_MS = 2_000;

/** How far a host's clock is ahead of the control plane's, in whole seconds as milliseconds; 0 while it keeps step. */
export function clockOffsetOf(host: Host | undefined): number {
  const offset = host?.clockOffsetMs ?? 0;
  return Math.abs(offset) <= TOLERATED_CLOCK_MS ? 0 : Math.round(offset / 1_000) * 1_000;
}

/** As `clockOffsetOf`, of the host with this id: what a container's own times have to be corrected by. */
export function useClockOffset(hostId: string): number {
  useLiveTopic('hosts');
  const select = useCallback((hosts: Host[]) => clockOffsetOf(hosts.find((host) => host.id === hostId)), [hostId]);
  return useQuery({ ...HOSTS_QUERY, select }).data ?? 0;
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
