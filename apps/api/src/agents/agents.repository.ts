import { Injectable } from '@nestjs/common';
import { HostId } from '@roadstead/domain';
import type { Hello } from '@roadstead/protocol';
import type { InventoryPosition } from '../inventory/inventory-positions.js';
import { storableText } from '../platform/database/storable.js';
import type { Greeting } from '../platform/events/app-events.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface KnownAgent {
  readonly hostId: HostId;
  readonly name: string;
  readonly publicKey: string;
  readonly revoked: boolean;
}

interface GreetedHost {
  name: string;
  epoch: string | null;
  sequence: number;
  view_hash: bigint | null;
  at: string;
  is_same_process: boolean;
}

@Injectable()
export class AgentsRepository {
  constructor(private readonly prisma: PrismaService) {}

  async byId(id: HostId): Promise<KnownAgent | undefined> {
    const host = await this.prisma.host.findUnique({
      where: { id },
      select: { id: true, name: true, publicKey: true, status: true },
    });
    if (host === null) return undefined;
    return { hostId: id, name: host.name, publicKey: host.publicKey, revoked: host.status === 'revoked' };
  }

  /**
   * Notes who greets.
   * @returns undefined if the host was revoked meanwhile; `greeting`: when, by the database's clock, and whether it is the
   * process that greeted last
   */
  async greet(
    hostId: HostId,
    agent: Pick<Hello, 'agentVersion'> & { instanceId: string; address: string },
  ): Promise<{ name: string; position?: InventoryPosition; greeting: Greeting } | undefined> {
    const [host] = await this.prisma.$queryRaw<GreetedHost[]>`
      UPDATE hosts
      SET agent_version = ${storableText(agent.agentVersion)}, agent_instance_id = ${agent.instanceId}::uuid,
        address = ${agent.address}, last_heard_at = now(), status = 'online'
      FROM (SELECT id AS before_id, agent_instance_id AS instance_before FROM hosts WHERE id = ${hostId}::uuid FOR UPDATE) before
      WHERE id = before_id AND status <> 'revoked'
      RETURNING name, epoch, sequence, view_hash, clock_timestamp()::text AS at,
        instance_before IS NOT DISTINCT FROM ${agent.instanceId}::uuid AS is_same_process`;
    if (host === undefined) return undefined;
    const { name, epoch, sequence, view_hash } = host;
    const greeting = { at: host.at, isSameProcess: host.is_same_process };
    if (epoch === null || view_hash === null) return { name, greeting };
    return { name, greeting, position: { epoch, sequence, viewHash: String(view_hash) } };
  }
}
