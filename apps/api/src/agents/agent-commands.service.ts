import { Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import { COMMANDS, type CommandName, type CommandRequest, type CommandResponse, unwrap } from '@roadstead/protocol';
import type { Namespace, Socket } from 'socket.io';
import { agentRefusal } from './agent-refusal.js';
import { AgentSockets, agentRoom } from './agent-sockets.service.js';

/** From here on it is first looked whether there is anybody to wait for. */
const LONG_MS = 60_000;

/** Sends commands to agents, wherever they are connected. */
@Injectable()
export class AgentCommands {
  constructor(private readonly sockets: AgentSockets) {}

  /**
   * @throws RoadsteadError what the agent refused with; `host.not-connected` when no API process holds a socket of it, so
   * that the command surely had no effect; `agent.not-answering` when nothing came within the time and
   * `host.connection-lost` when the agent went meanwhile, which leave that open.
   */
  async send<K extends CommandName>(
    host: { id: HostId; name: string },
    command: K,
    request: CommandRequest<K>,
    timeoutMs = 10_000,
  ): Promise<CommandResponse<K>> {
    const silence = new RoadsteadError('agent.not-answering', { host: host.name, seconds: timeoutMs / 1000 });
    const replies = await ask(this.sockets.namespace, host.id, timeoutMs, command, request).catch((error: unknown) => {
      throw error instanceof Disconnected ? new RoadsteadError('host.connection-lost', { host: host.name }) : silence;
    });
    if (replies.length === 0)
      throw new RoadsteadError('host.not-connected', { host: host.name, lastHeard: 'a moment ago' });
    try {
      return unwrap(COMMANDS[command].response, replies[0]) as CommandResponse<K>;
    } catch (error) {
      throw agentRefusal(error, host);
    }
  }
}

/** An agent that is connected to this very process is asked without the detour through Redis, so also while it is away. */
async function ask(
  namespace: Namespace,
  hostId: HostId,
  timeoutMs: number,
  command: string,
  request: unknown,
): Promise<unknown[]> {
  const room = agentRoom(hostId);
  const [newest] = [...(namespace.adapter.rooms.get(room) ?? [])].slice(-1);
  const socket = newest === undefined ? undefined : namespace.sockets.get(newest);
  if (socket !== undefined) return [await askSocket(socket, timeoutMs, command, request)];
  // The adapter keeps a timer for the whole time, also where nobody answers.
  if (timeoutMs > LONG_MS && (await namespace.in(room).fetchSockets()).length === 0) return [];
  return namespace.in(room).timeout(timeoutMs).emitWithAck(command, request);
}

class Disconnected extends Error {}

/** socket.io waits for an answer to the end of the time, also when nobody is there any more to give it. */
function askSocket(socket: Socket, timeoutMs: number, command: string, request: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settled = () => {
      clearTimeout(timer);
      socket.off('disconnect', gone);
    };
    const fail = (error: Error) => {
      settled();
      reject(error);
    };
    const gone = () => fail(new Disconnected());
    const timer = setTimeout(() => fail(new Error('no answer in time')), timeoutMs);
    // As many may wait as there are commands under way.
    socket.setMaxListeners(0).once('disconnect', gone);
    socket.emit(command, request, (reply: unknown) => {
      settled();
      resolve(reply);
    });
  });
}
