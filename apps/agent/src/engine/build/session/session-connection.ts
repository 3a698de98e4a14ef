import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { EngineApi } from '../../engine-api.js';
import { EngineRefusal, unreachable } from '../../engine-errors.js';

const ANSWER_TIMEOUT_MS = 60_000;

/**
 * A connection to the engine on which it speaks HTTP/2 as the client. Not made by docker-modem, which would send the end
 * of a body on it.
 * @param id also the key under which BuildKit remembers the files that it gets: under one that comes again it would take a
 *   file for the same that has the same size and time
 * @param methods of gRPC that are served, as `/service/method`
 * @throws EngineRefusal, RoadsteadError `engine.unreachable`
 */
export async function connectSession(api: EngineApi, id: string, methods: readonly string[]): Promise<Duplex> {
  const call = request({
    socketPath: api.socketPath,
    method: 'POST',
    path: api.target('/session', {}),
    headers: {
      connection: 'Upgrade',
      upgrade: 'h2c',
      'x-docker-expose-session-uuid': id,
      'x-docker-expose-session-name': 'roadstead',
      'x-docker-expose-session-sharedkey': id,
      'x-docker-expose-session-grpc-method': [...methods],
    },
  });
  const connected = new Promise<Duplex>((resolve, reject) => {
    call.once('upgrade', (_answer, socket, head) => {
      socket.setTimeout(0);
      // Whoever has it looks for its end; an error that nobody listens to would end the agent.
      socket.on('error', () => undefined);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    call.once('response', (answer) => refusal(answer).then(reject, reject));
    call.once('error', (error) => reject(unreachable(error, api)));
  });
  call.setTimeout(ANSWER_TIMEOUT_MS, () => call.destroy(new Error('it does not answer')));
  call.end();
  return connected;
}

async function refusal(answer: IncomingMessage): Promise<EngineRefusal> {
  return new EngineRefusal(answer.statusCode ?? 0, (await text(answer)).trim());
}
