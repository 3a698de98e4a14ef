import { Inject, Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { Namespace, Socket } from 'socket.io';
import { ActionsService } from '../audit/actions.service.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RedisService } from '../platform/redis/redis.service.js';
import type { AuthenticAgent } from './agent-authenticator.js';
import { agentRoom } from './agent-sockets.service.js';

const REMEMBER_SECONDS = 86_400;

/**
 * One agent per host.
 *
 * The newest connection wins, for the older one may be half open: an agent that was killed and started again must not
 * wait for a dead socket to time out. A process that was displaced by another one, and comes back while that one is still
 * connected, proves that there are two: it is refused in words, so that they do not displace each other for ever.
 */
@Injectable()
export class IdentityWatch {
  constructor(
    private readonly redis: RedisService,
    private readonly actions: ActionsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Before the connect is accepted. @throws RoadsteadError `agent.cloned` */
  async refuseClone(namespace: Namespace, agent: AuthenticAgent, address: string): Promise<void> {
    const { hostId, hostName, instanceId } = agent;
    if ((await this.redis.client.sismember(displacedKey(hostId), instanceId)) === 0) return;
    const connected = await instancesOf(namespace, hostId);
    if (!connected.some((other) => other !== instanceId)) return;
    this.logger.warn({ hostId, hostName, instanceId, address }, 'two agents have the identity of one host');
    const error = new RoadsteadError('agent.cloned', { host: hostName });
    await this.actions.record({
      actor: `agent:${hostName}`,
      address,
      verb: 'agent.connect',
      target: hostName,
      outcome: error.code,
    });
    throw error;
  }

  /** After the connect: every other socket of the host goes, wherever it is; other processes' agents are remembered. */
  async displaceOthers(
    namespace: Namespace,
    socket: Socket,
    { hostId, hostName, instanceId }: AuthenticAgent,
  ): Promise<void> {
    const others = (await instancesOf(namespace, hostId, socket.id)).filter((other) => other !== instanceId);
    namespace.in(agentRoom(hostId)).except(socket.id).disconnectSockets(true);
    if (others.length === 0) return;
    this.logger.info({ hostId, hostName, displaced: others, by: instanceId }, 'a newer agent took over');
    await this.redis.client.sadd(displacedKey(hostId), ...others);
    await this.redis.client.expire(displacedKey(hostId), REMEMBER_SECONDS);
  }
}

/** Instances of the agent that are connected to any API process. */
async function instancesOf(namespace: Namespace, hostId: HostId, exceptSocket = ''): Promise<string[]> {
  const sockets = await namespace.in(agentRoom(hostId)).except(exceptSocket).fetchSockets();
  return sockets.map((socket) => (socket.data as AuthenticAgent).instanceId);
}

function displacedKey(hostId: HostId): string {
  return `roadstead-displaced:${hostId}`;
}
