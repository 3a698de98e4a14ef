import { Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { Namespace } from 'socket.io';

/** The agents' sockets, whichever API process holds them. */
@Injectable()
export class AgentSockets {
  #namespace: Namespace | undefined;

  /** Called by the gateway once socket.io is up. Its adapter reaches all API processes. */
  attach(namespace: Namespace): void {
    this.#namespace = namespace;
  }

  /** @throws RoadsteadError `dependency.unavailable` before socket.io is up */
  get namespace(): Namespace {
    if (this.#namespace === undefined) {
      throw new RoadsteadError('dependency.unavailable', { dependency: 'The agent gateway' });
    }
    return this.#namespace;
  }

  /** Drops the host's sockets at once, in this process also while Redis is away. */
  disconnect(hostId: HostId): void {
    this.#namespace?.local.in(agentRoom(hostId)).disconnectSockets(true);
    this.#namespace?.in(agentRoom(hostId)).disconnectSockets(true);
  }
}

/** The room that a host's agent is in, whichever API process holds its socket. */
export function agentRoom(hostId: HostId): string {
  return `host:${hostId}`;
}
