import { API_PREFIX } from '@roadstead/contract';
import { WebSocket } from 'ws';
import type { Stack } from '../stack/stack.js';
import { TerminalClient } from './terminal-client.js';

const SIZE = { columns: 80, rows: 24 };

/** Runs a command in a container with a terminal, over REST and the WebSocket that the page uses, as the administrator. */
export async function openTerminal(
  stack: Pick<Stack, 'url' | 'admin' | 'call'>,
  { hostId, containerId, command }: { hostId: string; containerId: string; command: string[] },
): Promise<TerminalClient> {
  const target = { kind: 'exec' as const, command };
  const { id } = await stack.call('openTerminal', { params: { hostId, containerId }, body: { target, size: SIZE } });
  const query = `columns=${SIZE.columns}&rows=${SIZE.rows}`;
  const url = `${stack.url.replace(/^http/, 'ws')}${API_PREFIX}/hosts/${hostId}/terminals/${id}/stream?${query}`;
  const client = new TerminalClient(
    new WebSocket(url, { headers: { authorization: `Bearer ${stack.admin.token}` }, perMessageDeflate: false }),
  );
  await client.untilTold('attached');
  return client;
}
