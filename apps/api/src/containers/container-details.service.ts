import { Injectable } from '@nestjs/common';
import type { Container, ContainerInspection } from '@roadstead/contract';
import { isAllowed } from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import { HostCommands } from '../hosts/host-commands.service.js';
import type { Caller } from '../hosts/hosts.service.js';
import { ContainersService } from './containers.service.js';
import { withoutProbeOutput, withoutSecrets } from './without-secrets.js';

const INSPECT_MS = 15_000;
/** The agent's own bound for one answer of the engine, and a little. */
const SIZE_MS = 70_000;

export interface DetailRequest {
  readonly hostId: string;
  /** Id or unique prefix of it. */
  readonly containerId: string;
  readonly size: boolean;
}

/** All that an engine tells of one container, asked for anew each time. */
@Injectable()
export class ContainerDetails {
  constructor(
    private readonly containers: ContainersService,
    private readonly commands: HostCommands,
    private readonly actions: ActionsService,
  ) {}

  /** Without what may be a secret. @throws RoadsteadError `host.*`, `container.unknown`, `agent.*`, `engine.*` */
  async detail({ user }: Caller, request: DetailRequest): Promise<ContainerInspection> {
    const container = await this.containers.get(request.hostId, request.containerId);
    const detail = withoutSecrets(await this.#ask(container, request.size));
    return isAllowed(user.role, 'logs.read') ? detail : withoutProbeOutput(detail);
  }

  /** Everything; that it was read is an action on record. @throws as `detail` */
  async inspect({ user, address }: Caller, request: DetailRequest): Promise<ContainerInspection> {
    const container = await this.containers.get(request.hostId, request.containerId);
    const { hostId, hostName, id, name } = container;
    const action = {
      actor: user.username,
      address,
      verb: 'container.inspect',
      target: `container ${hostName}/${name}`,
      detail: { hostId, containerId: id },
    } as const;
    return this.actions.recorded(action, () => this.#ask(container, request.size));
  }

  async #ask({ hostId, hostName, id }: Container, size: boolean): Promise<ContainerInspection> {
    const host = { id: hostId, name: hostName };
    const request = { containerId: id, size };
    const detail = await this.commands.send(host, 'container.inspect', request, size ? SIZE_MS : INSPECT_MS);
    return { ...detail, hostId, hostName };
  }
}
