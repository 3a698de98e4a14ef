import { Injectable } from '@nestjs/common';
import { HostId } from '@roadstead/domain';
import type { Hello } from '@roadstead/protocol';
import type { InventoryPosition } from '../inventory/inventory-positions.js';
import { storableText } from '../platform/database/storable.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface KnownAgent {
  readonly hostId: HostId;
  readonly name: string;
  readonly publicKey: string;
  readonly revoked: boolean;
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

  /** Notes who greets. @returns undefined if the host was revoked meanwhile */
  async greet(
    hostId: HostId,
    agent: Pick<Hello, 'agentVersion'> & { instanceId: string; address: string },
  ): Promise<{ name: string; position?: InventoryPosition } | undefined> {
    const [host] = await this.prisma.$queryRaw<
      { name: string; epoch: string | null; sequence: number; view_hash: bigint | null }[]
    >`
      UPDATE hosts
      SET agent_version = ${storableText(agent.agentVersion)}, agent_instance_id = ${agent.instanceId}::uuid,
        address = ${agent.address}, last_heard_at = now(), status = 'online'
      WHERE id = ${hostId}::uuid AND status <> 'revoked'
      RETURNING name, epoch, sequence, view_hash`;
    if (host === undefined) return undefined;
    const { name, epoch, sequence, view_hash } = host;
    if (epoch === null || view_hash === null) return { name };
    return { name, position: { epoch, sequence, viewHash: String(view_hash) } };
  }
}
