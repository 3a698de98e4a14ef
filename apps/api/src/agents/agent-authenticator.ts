import { Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import { ConnectAuth, challengeMessage } from '@roadstead/protocol';
import { z } from 'zod';
import { AgentsRepository, type KnownAgent } from './agents.repository.js';
import { Challenges } from './challenges.js';
import { refuseOtherProtocol } from './enrolment.service.js';
import { hasSigned } from './public-key.js';

const Versioned = z.object({ protocolVersion: z.number() });

/** An agent that has proved who it is. */
export interface AuthenticAgent {
  readonly hostId: HostId;
  readonly hostName: string;
  readonly instanceId: string;
}

@Injectable()
export class AgentAuthenticator {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly challenges: Challenges,
  ) {}

  /**
   * @param auth what the agent sent with its connect
   * @throws RoadsteadError `agent.protocol-mismatch`, `agent.unauthenticated`, `agent.revoked`
   */
  async authenticate(auth: unknown): Promise<AuthenticAgent> {
    const versioned = Versioned.safeParse(auth);
    if (versioned.success) refuseOtherProtocol(versioned.data.protocolVersion);
    const parsed = ConnectAuth.safeParse(auth);
    if (!parsed.success) throw new RoadsteadError('agent.unauthenticated');
    const { hostId, instanceId } = parsed.data;
    const agent = await this.agents.byId(hostId);
    if (agent === undefined || !(await this.#proves(parsed.data, agent))) {
      throw new RoadsteadError('agent.unauthenticated');
    }
    if (agent.revoked) throw new RoadsteadError('agent.revoked');
    return { hostId, hostName: agent.name, instanceId };
  }

  async #proves({ hostId, nonce, signature }: ConnectAuth, { publicKey }: KnownAgent): Promise<boolean> {
    const fresh = await this.challenges.redeem(hostId, nonce);
    return fresh && hasSigned(publicKey, challengeMessage(hostId, nonce), signature);
  }
}
