import type { Container, ContainerQuery } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { CONTAINER_ROWS } from '../../lib/live/apply-rows';
import { keepNewerRow } from '../../lib/live/keep-newer';
import { KEYS } from '../../lib/live/query-keys';
import { useListQuery } from '../../lib/live/use-list-query';
import { useLiveTopic } from '../../lib/live/use-live';

const PAGE = 200;

export function useContainers(query: Partial<ContainerQuery>) {
  useLiveTopic('containers');
  return useListQuery<Container>({
    queryKey: KEYS.containerList(query),
    kind: CONTAINER_ROWS,
    fetchPage: (cursor, signal) => call('listContainers', { query: { ...query, cursor, limit: PAGE }, signal }),
  });
}

export function useContainer(hostId: string, containerId: string) {
  useLiveTopic('containers');
  return useQuery({
    queryKey: KEYS.container(hostId, containerId),
    queryFn: ({ signal }) => call('getContainer', { params: { hostId, containerId }, signal }),
    structuralSharing: keepNewerRow<Container>(CONTAINER_ROWS),
    enabled: hostId !== '' && containerId !== '',
  });
}
