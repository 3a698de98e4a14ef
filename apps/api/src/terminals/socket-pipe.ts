import type { RawData } from 'ws';
import { WebSocket } from 'ws';

/** Bytes that may wait in this process for one side to take them; then the other is not read. */
const MAX_WAITING_BYTES = 256 * 1024;
const PING_MS = 15_000;
/** What a close is when the connection broke; not to be sent. */
const BROKEN_OFF = 1006;
const NO_STATUS = 1005;
const NORMAL = 1000;

/**
 * Passes messages on between two WebSockets, no faster than each takes them, in flat memory. When one closes so does the
 * other; when one breaks off, `onBroken` may still tell the other why.
 */
export function joinSockets(a: WebSocket, b: WebSocket, onBroken: (left: WebSocket) => void = () => undefined): void {
  forward(a, b, onBroken);
  forward(b, a, onBroken);
  for (const socket of [a, b]) watch(socket);
}

function forward(from: WebSocket, to: WebSocket, onBroken: (left: WebSocket) => void): void {
  from.on('message', (data: RawData, isBinary: boolean) => {
    if (to.readyState !== WebSocket.OPEN) return;
    to.send(data as Buffer, { binary: isBinary }, () => {
      if (from.isPaused && to.bufferedAmount <= MAX_WAITING_BYTES) from.resume();
    });
    if (to.bufferedAmount > MAX_WAITING_BYTES) from.pause();
  });
  from.on('error', () => from.terminate());
  from.once('close', (code: number, reason: Buffer) => {
    // One that is paused would not read the answer to its own close.
    to.resume();
    if (to.readyState !== WebSocket.OPEN) return;
    if (code === BROKEN_OFF) onBroken(to);
    to.close(code === BROKEN_OFF || code === NO_STATUS ? NORMAL : code, reason);
  });
}

/** A side that has vanished without a word is noticed. */
function watch(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_MS);
  socket.once('close', () => clearInterval(timer));
}
