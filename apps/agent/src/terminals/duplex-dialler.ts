import { TERMINAL_MAX_MESSAGE_BYTES } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import { WebSocket } from 'ws';

const HANDSHAKE_MS = 10_000;

/**
 * Dials a connection that carries bytes both ways to the control plane.
 * @throws Error when it is not reached, or takes no such ticket
 */
export function dialDuplex(controlPlaneUrl: string, ticket: string): Promise<WebSocket> {
  const socket = new WebSocket(controlPlaneUrl.replace(/^http/, 'ws') + AGENT_PATHS.duplex, {
    headers: { authorization: `Bearer ${ticket}` },
    perMessageDeflate: false,
    maxPayload: TERMINAL_MAX_MESSAGE_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
