import { Injectable } from '@nestjs/common';
import type { Container, CurrentUser, Terminal, TerminalChoicesReply, TerminalStreamQuery } from '@roadstead/contract';
import { type HostId, RoadsteadError, TerminalId } from '@roadstead/domain';
import type { CommandName, CommandRequest, CommandResponse } from '@roadstead/protocol';
import { v7 as uuid } from 'uuid';
import type { WebSocket } from 'ws';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { ActionsService } from '../audit/actions.service.js';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import type { BodyOf } from '../platform/http/route.js';
import { commandForRecord } from './command-for-record.js';
import { DuplexesService } from './duplexes.service.js';

/** Who asks, and from where. */
interface Caller {
  readonly user: CurrentUser;
  readonly address?: string;
}

interface Host {
  readonly id: HostId;
  readonly name: string;
}

/** An engine may take ten seconds to find out that a command cannot be started. */
const OPEN_TIMEOUT_MS = 25_000;

/** Terminals in containers. They live at the agents; this process keeps nothing of them but who is joined to which. */
@Injectable()
export class TerminalsService {
  constructor(
    private readonly containers: ContainersService,
    private readonly hosts: HostsService,
    private readonly agents: AgentCommands,
    private readonly duplexes: DuplexesService,
    private readonly actions: ActionsService,
  ) {}

  /** @throws RoadsteadError `host.*`, `container.unknown` */
  async choices(hostId: string, containerId: string): Promise<TerminalChoicesReply> {
    const container = await this.containers.get(hostId, containerId);
    return this.#ask(hostOf(container), 'terminal.choices', { containerId: container.id });
  }

  /** The user's own in a container; for an administrator, all. @throws RoadsteadError `host.*`, `container.unknown` */
  async list(hostId: string, containerId: string, user: CurrentUser): Promise<Terminal[]> {
    const container = await this.containers.get(hostId, containerId);
    const { terminals } = await this.#ask(hostOf(container), 'terminal.list', {});
    return terminals.filter((each) => each.containerId === container.id && mayEnd(user, each));
  }

  /** @throws RoadsteadError `terminal.*`, `host.*`, `container.unknown` */
  async open(
    hostId: string,
    containerId: string,
    { target, size }: BodyOf<'openTerminal'>,
    { user, address }: Caller,
  ): Promise<Terminal> {
    const container = await this.containers.get(hostId, containerId);
    const host = hostOf(container);
    const terminalId = TerminalId.parse(uuid());
    const record = (outcome: string) =>
      this.actions.record({
        actor: user.username,
        address,
        verb: 'terminal.open',
        target: `container ${host.name}/${container.name}`,
        detail: { terminalId, kind: target.kind, ...(target.kind === 'exec' && commandForRecord(target)) },
        outcome,
      });
    let terminal: Terminal;
    try {
      const openedBy = { userId: user.id, username: user.username };
      const request = { terminalId, containerId: container.id, openedBy, target, size };
      terminal = await this.#ask(host, 'terminal.open', request, OPEN_TIMEOUT_MS);
    } catch (error) {
      if (error instanceof RoadsteadError) await record(error.code);
      throw error;
    }
    try {
      await record('ok');
    } catch (error) {
      // What is not on record is not to be.
      await this.agents.send(host, 'terminal.close', { terminalId, closedBy: 'system' });
      throw error;
    }
    return terminal;
  }

  /**
   * Joins the user to a terminal of theirs.
   * @throws RoadsteadError `terminal.unknown`, `terminal.lost`, `terminal.not-yours`, `host.*`, `stream.not-opened`
   */
  async attach(
    hostId: string,
    id: string,
    { columns, rows, position }: TerminalStreamQuery,
    user: CurrentUser,
  ): Promise<{ host: Host; socket: WebSocket }> {
    const { host, terminalId } = await this.#terminal(hostId, id);
    const request = { terminalId, userId: user.id, size: { columns, rows }, position };
    const socket = await this.duplexes.open(host, (ticket) =>
      this.#ask(host, 'terminal.attach', { ...request, ticket }),
    );
    return { host, socket };
  }

  /** @throws RoadsteadError `terminal.unknown`, `terminal.not-yours`, `host.*` */
  async close(hostId: string, id: string, { user, address }: Caller): Promise<void> {
    const { host, terminalId } = await this.#terminal(hostId, id);
    const { terminals } = await this.#ask(host, 'terminal.list', {});
    const terminal = terminals.find((each) => each.id === terminalId);
    if (terminal === undefined) throw new RoadsteadError('terminal.unknown', { host: host.name });
    if (!mayEnd(user, terminal)) {
      throw new RoadsteadError('terminal.not-yours', { user: terminal.openedBy.username });
    }
    const action = {
      actor: user.username,
      address,
      verb: 'terminal.close',
      target: `container ${host.name}/${terminal.containerId.slice(0, 12)}`,
      detail: { terminalId, openedBy: terminal.openedBy.username },
    } as const;
    await this.actions.recorded(action, () =>
      this.#ask(host, 'terminal.close', { terminalId, closedBy: user.username }),
    );
  }

  async #terminal(hostId: string, id: string): Promise<{ host: Host; terminalId: TerminalId }> {
    const host = await this.hosts.get(hostId);
    const terminalId = TerminalId.safeParse(id).data;
    if (terminalId === undefined) throw new RoadsteadError('terminal.unknown', { host: host.name });
    return { host, terminalId };
  }

  /** A host that cannot be reached is told with the time it was last heard. */
  async #ask<K extends CommandName>(
    host: Host,
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

function hostOf({ hostId, hostName }: Container): Host {
  return { id: hostId, name: hostName };
}

function mayEnd(user: CurrentUser, { openedBy }: Terminal): boolean {
  return user.role === 'admin' || openedBy.userId === user.id;
}
