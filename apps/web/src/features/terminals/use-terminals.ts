import type { Container, OpenTerminalBody, Terminal } from '@roadstead/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api/call';

type Ids = Pick<Container, 'hostId' | 'id'>;

const listKey = ({ hostId, id }: Ids) => ['terminals', hostId, id];

/** What can be opened in the container. */
export function useTerminalChoices({ hostId, id }: Ids, isEnabled: boolean) {
  return useQuery({
    queryKey: ['terminal-choices', hostId, id],
    queryFn: ({ signal }) => call('terminalChoices', { params: { hostId, containerId: id }, signal }),
    enabled: isEnabled,
    staleTime: 60_000,
    retry: false,
  });
}

/** Terminals of this user in the container; fetched when looked at, for they change only by what is done here. */
export function useTerminals(ids: Ids) {
  return useQuery({
    queryKey: listKey(ids),
    queryFn: async ({ signal }) => {
      const params = { hostId: ids.hostId, containerId: ids.id };
      return (await call('listTerminals', { params, signal })).terminals;
    },
    refetchOnMount: 'always',
    retry: false,
  });
}

export function useOpenTerminal({ hostId, id }: Ids) {
  return useMutation({
    mutationFn: (body: OpenTerminalBody): Promise<Terminal> =>
      call('openTerminal', { params: { hostId, containerId: id }, body }),
  });
}

export function useCloseTerminal(ids: Ids) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (terminalId: string) => call('closeTerminal', { params: { hostId: ids.hostId, terminalId } }),
    onSettled: () => client.invalidateQueries({ queryKey: listKey(ids) }),
  });
}
