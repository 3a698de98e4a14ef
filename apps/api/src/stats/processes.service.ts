import { Injectable } from '@nestjs/common';
import type { ContainerProcesses } from '@roadstead/contract';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { ContainersService } from '../containers/containers.service.js';

/** The processes of containers. */
@Injectable()
export class ProcessesService {
  constructor(
    private readonly containers: ContainersService,
    private readonly commands: AgentCommands,
  ) {}

  /** @throws RoadsteadError `container.unknown`, `container.not-running`, `host.not-connected`, `agent.not-answering` */
  async list(hostId: string, containerId: string): Promise<ContainerProcesses> {
    const container = await this.containers.get(hostId, containerId);
    const host = { id: container.hostId, name: container.hostName };
    const told = await this.commands.send(host, 'container.top', { containerId: container.id });
    return { asOf: new Date().toISOString(), ...told };
  }
}
