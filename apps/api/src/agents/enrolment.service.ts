import { Injectable } from '@nestjs/common';
import { HostId, RoadsteadError } from '@roadstead/domain';
import { EnrolRequest, type EnrolResponse, PROTOCOL_VERSION } from '@roadstead/protocol';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { ActionsService } from '../audit/actions.service.js';
import { AttemptLimits } from '../auth/attempt-limits.js';
import { hashSecret } from '../auth/secrets.js';
import { AppEvents } from '../platform/events/app-events.js';
import { EnrolmentRepository } from './enrolment.repository.js';
import { readPublicKey } from './public-key.js';

const Versioned = z.object({ protocolVersion: z.number() });

@Injectable()
export class EnrolmentService {
  constructor(
    private readonly repository: EnrolmentRepository,
    private readonly limits: AttemptLimits,
    private readonly actions: ActionsService,
    private readonly events: AppEvents,
  ) {}

  /**
   * Makes a host of the fleet of whoever shows a join token. One whose key is known already is the same host again, so
   * that an agent whose answer was lost on the way can ask once more.
   * @throws RoadsteadError `join-token.…`, `agent.protocol-mismatch`, `request.invalid`, `auth.rate-limited`
   */
  async enrol(body: unknown, address: string): Promise<EnrolResponse> {
    await this.limits.count('enrol', address);
    // First, for an agent of another version may say all else differently.
    const { protocolVersion } = Versioned.parse(body);
    refuseOtherProtocol(protocolVersion);
    const request = EnrolRequest.parse(body);
    readPublicKey(request.publicKey);
    const secretHash = hashSecret(request.token);
    const token = await this.repository.joinToken(secretHash);
    if (token === undefined)
      throw await this.#refusal(request.hostname, address, new RoadsteadError('join-token.unknown'));
    const known = await this.repository.hostByKey(request.publicKey);
    if (known !== undefined) return known;
    const enrolled = await this.repository.enrol(secretHash, { id: HostId.parse(uuid()), ...request });
    if (enrolled === undefined) {
      const refusal =
        token.expiresAt > new Date()
          ? new RoadsteadError('join-token.used')
          : new RoadsteadError('join-token.expired', { expiredAt: token.expiresAt.toISOString() });
      throw await this.#refusal(request.hostname, address, refusal);
    }
    const { hostId, name } = enrolled;
    await this.actions.record({ actor: `agent:${name}`, address, verb: 'host.enrol', target: name, outcome: 'ok' });
    this.events.emit({ type: 'hosts.changed', hostIds: [hostId] });
    return enrolled;
  }

  async #refusal(hostname: string, address: string, error: RoadsteadError): Promise<RoadsteadError> {
    const actor = `agent:${hostname}`;
    await this.actions.record({ actor, address, verb: 'host.enrol', target: hostname, outcome: error.code });
    return error;
  }
}

/** @throws RoadsteadError `agent.protocol-mismatch` */
export function refuseOtherProtocol(agentVersion: number): void {
  if (agentVersion === PROTOCOL_VERSION) return;
  throw new RoadsteadError('agent.protocol-mismatch', { agentVersion, apiVersion: PROTOCOL_VERSION });
}
