import { Injectable } from '@nestjs/common';
import type { ActionVerb } from '@roadstead/domain';
import type { CommandName, CommandRequest, CommandResponse } from '@roadstead/protocol';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { ActionsService } from '../audit/actions.service.js';
import { type Caller, type HostName, HostsService } from './hosts.service.js';

/** What a command is on record as. `detail` never holds a secret. */
export interface RecordedAs {
  readonly verb: ActionVerb;
  readonly target: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  readonly caller: Caller;
}

/** Commands to hosts on behalf of users: a host that cannot be reached is told with the time it was last heard. */
@Injectable()
export class HostCommands {
  constructor(
    private readonly hosts: HostsService,
    private readonly agents: AgentCommands,
    private readonly actions: ActionsService,
  ) {}

  /** @throws RoadsteadError what `AgentCommands.send` throws */
  async send<K extends CommandName>(
    host: HostName,
    command: K,
    request: CommandRequest<K>,
    timeoutMs?: number,
  ): Promise<CommandResponse<K>> {
    try {
      return await this.agents.send(host, command, request, timeoutMs);
    } catch (error) {
      throw await this.hosts.withLastHeard(error, host);
    }
  }

  /** As `send`, for what changes something: who asked for it is on record with its outcome, also where it failed. */
  async perform<K extends CommandName>(
    host: HostName,
    command: K,
    request: CommandRequest<K>,
    recorded: RecordedAs,
    timeoutMs?: number,
  ): Promise<CommandResponse<K>> {
    const { caller, detail, ...what } = recorded;
    const action = { ...what, actor: caller.user.username, address: caller.address, detail: { ...detail } };
    return this.actions.recorded(action, () => this.send(host, command, request, timeoutMs));
  }
}
