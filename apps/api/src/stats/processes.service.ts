import { Injectable } from '@nestjs/common';
import type { ContainerProcesses } from '@roadstead/contract';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { ActionsService } from '../audit/actions.service.js';
import { ContainersService } from '../containers/containers.service.js';

/** Who asks, and from where. */
export interface Reader {
  readonly actor: string;
  readonly address: string;
}

/** The processes of containers. */
@Injectable()
export class ProcessesService {
  constructor(
    private readonly containers: ContainersService,
    private readonly commands: AgentCommands,
    private readonly actions: ActionsService,
  ) {}

  /** Arguments of a process may be secrets: that they were read is on record. @throws RoadsteadError `container.unknown`, `container.not-running`, `host.not-connected`, `agent.not-answering` */
  async list(hostId: string, containerId: string, reader: Reader): Promise<ContainerProcesses> {
    const container = await this.containers.get(hostId, containerId);
    const host = { id: container.hostId, name: container.hostName };
    const target = `container ${host.name}/${container.name}`;
    const told = await this.actions.recorded({ ...reader, verb: 'container.processes', target }, () =>
      this.commands.send(host, 'container.top', { containerId: container.id }),
    );
    return { asOf: new Date().toISOString(), ...told };
  }
}
