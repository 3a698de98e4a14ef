import { Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import { COMMANDS, type CommandName, type CommandRequest, type CommandResponse, unwrap } from '@roadstead/protocol';
import type { Namespace } from 'socket.io';
import { AgentSockets, agentRoom } from './agent-sockets.service.js';

/** Sends commands to agents, wherever they are connected. */
@Injectable()
export class AgentCommands {
  constructor(private readonly sockets: AgentSockets) {}

  /**
   * @throws RoadsteadError what the agent refused with; `host.not-connected` when no API process holds a socket of it, so
   * that the command surely had no effect; `agent.not-answering` when nothing came within the time, which leaves that open.
   */
  async send<K extends CommandName>(
    host: { id: HostId; name: string },
    command: K,
    request: CommandRequest<K>,
    timeoutMs = 10_000,
  ): Promise<CommandResponse<K>> {
    const silence = new RoadsteadError('agent.not-answering', { host: host.name, seconds: timeoutMs / 1000 });
    const replies = await ask(this.sockets.namespace, host.id, timeoutMs, command, request).catch(() => undefined);
    if (replies === undefined) throw silence;
    if (replies.length === 0)
      throw new RoadsteadError('host.not-connected', { host: host.name, lastHeard: 'a moment ago' });
    return unwrap(COMMANDS[command].response, replies[0]) as CommandResponse<K>;
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
  if (socket !== undefined) return [await socket.timeout(timeoutMs).emitWithAck(command, request)];
  return namespace.in(room).timeout(timeoutMs).emitWithAck(command, request);
}
