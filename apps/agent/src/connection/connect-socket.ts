import { RoadsteadError } from '@roadstead/domain';
import { AGENT_NAMESPACE, type ConnectAuth, ConnectRefusal, SOCKET_PATH } from '@roadstead/protocol';
import { io, type Socket } from 'socket.io-client';

const CONNECT_TIMEOUT_MS = 20_000;

/**
 * Connects to the agents' namespace once. socket.io's own reconnecting stays off: every connect needs a challenge of its
 * own, which is asked for over HTTP and can fail by itself, so the caller repeats the whole.
 *
 * @param prepare is given the socket before it connects
 * @throws RoadsteadError what the control plane refused the connect with; any other error: it was not reached, or stopped.
 */
export function connectSocket(
  controlPlaneUrl: string,
  auth: ConnectAuth,
  prepare: (socket: Socket) => void,
  signal: AbortSignal,
): Promise<Socket> {
  const { origin, pathname } = new URL(controlPlaneUrl);
  const socket = io(origin + AGENT_NAMESPACE, {
    path: pathname.replace(/\/$/, '') + SOCKET_PATH,
    transports: ['websocket'],
    timeout: CONNECT_TIMEOUT_MS,
    reconnection: false,
    forceNew: true,
    autoConnect: false,
    auth,
  });
  prepare(socket);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = (error: Error) => {
      settle();
      socket.disconnect();
      reject(error);
    };
    const stop = () => giveUp(new Error('stopped'));
    const timer = setTimeout(() => giveUp(new Error('no answer to the connect')), CONNECT_TIMEOUT_MS);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    signal.addEventListener('abort', stop);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    socket.once('connect_error', (error) => giveUp(refusalOf(error)));
    socket.connect();
  });
}

function refusalOf(error: Error & { data?: unknown }): Error {
  const refusal = ConnectRefusal.safeParse(error.data);
  return refusal.success ? RoadsteadError.fromBody(refusal.data) : error;
}
