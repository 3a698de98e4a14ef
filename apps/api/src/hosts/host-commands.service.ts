import { Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { CommandName, CommandRequest, CommandResponse } from '@roadstead/protocol';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { HostsService } from './hosts.service.js';

/** Commands for users: as `AgentCommands`, and a host that cannot be reached is told with the time it was last heard. */
@Injectable()
export class HostCommands {
  constructor(
    private readonly hosts: HostsService,
    private readonly agents: AgentCommands,
  ) {}

  /** @throws RoadsteadError what `AgentCommands.send` throws */
  async send<K extends CommandName>(
    host: { id: HostId; name: string },
    command: K,
    request: CommandRequest<K>,
    timeoutMs?: number,
  ): Promise<CommandResponse<K>> {
    try {
      return await this.agents.send(host, command, request, timeoutMs);
    } catch (error) {
      if (!(error instanceof RoadsteadError) || error.code !== 'host.not-connected') throw error;
      const [known] = await this.hosts.list([host.id]);
      throw new RoadsteadError('host.not-connected', { host: host.name, lastHeard: known?.lastHeardAt ?? 'never' });
    }
  }
}
