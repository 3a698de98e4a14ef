import { Injectable } from '@nestjs/common';
import type { ActOnContainersReply, Container, ContainerActed } from '@roadstead/contract';
import {
  type ContainerAction,
  type ContainerId,
  type HostId,
  MAX_STOP_SECONDS,
  type RoadsteadError,
} from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import { HostCommands } from '../hosts/host-commands.service.js';
import { type Caller, HostsService } from '../hosts/hosts.service.js';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { Turnstile } from '../platform/turnstile.js';
import { ContainersService } from './containers.service.js';
import { outcomeOf } from './outcome.js';

/** On one host at once. A host that hangs holds up its own targets only. */
const AT_ONCE = 8;
/** The agent's time to do it, and a little for the way; a removal may have many files to go through. */
const MARGIN_SECONDS = 70;

export interface Target {
  readonly hostId: HostId;
  readonly containerId: ContainerId;
}

/** What is done to containers that are there, each on record with how it went. */
@Injectable()
export class ContainerActions {
  constructor(
    private readonly containers: ContainersService,
    private readonly hosts: HostsService,
    private readonly commands: HostCommands,
    private readonly actions: ActionsService,
    private readonly replies: ErrorReplies,
  ) {}

  /**
   * Answers when it is done.
   * @param containerId the id, or a prefix that only one container of the host has
   * @throws RoadsteadError `host.*`, `container.*`, `agent.*`, `engine.*`
   */
  async act(caller: Caller, hostId: string, containerId: string, action: ContainerAction): Promise<ContainerActed> {
    const askedAt = new Date();
    const host = await this.hosts.get(hostId);
    const found = await outcomeOf(() => this.containers.get(hostId, containerId));
    if (found.outcome !== 'ok') {
      await this.#record(
        caller,
        action,
        askedAt,
        `${host.name}/${containerId}`,
        { hostId, containerId },
        found.outcome,
      );
    }
    const container = found.value();
    const acted = await outcomeOf(() => this.#perform(container, action));
    const target = `${container.hostName}/${container.name}`;
    const ids = { hostId: container.hostId, containerId: container.id };
    await this.#record(caller, action, askedAt, target, ids, acted.outcome);
    return acted.value();
  }

  /** One result for each target; none keeps another from its own. */
  async actOnMany(
    caller: Caller,
    targets: readonly Target[],
    action: ContainerAction,
  ): Promise<ActOnContainersReply['results']> {
    const turnstiles = new Map<HostId, Turnstile>();
    return Promise.all(
      targets.map((target) => {
        const turnstile = turnstiles.get(target.hostId) ?? new Turnstile(AT_ONCE);
        turnstiles.set(target.hostId, turnstile);
        return turnstile.pass(() => this.#resultOf(caller, target, action));
      }),
    );
  }

  async #resultOf(
    caller: Caller,
    { hostId, containerId }: Target,
    action: ContainerAction,
  ): Promise<ActOnContainersReply['results'][number]> {
    // Before, for afterwards it may have no name any more.
    const [known] = await this.containers.byKeys([{ hostId, id: containerId }]).catch(() => []);
    try {
      return { ok: true, acted: await this.act(caller, hostId, containerId, action) };
    } catch (error) {
      const told: RoadsteadError = this.replies.of(error, `container.${action.verb} of many`);
      return { ok: false, hostId, containerId, name: known?.name, hostName: known?.hostName, error: told.toBody() };
    }
  }

  async #perform({ hostId, hostName, id, name }: Container, action: ContainerAction): Promise<ContainerActed> {
    const host = { id: hostId, name: hostName };
    const reply = await this.commands.send(host, 'container.act', { containerId: id, action }, timeoutMs(action));
    return { hostId, containerId: id, name, verb: action.verb, ...reply };
  }

  async #record(
    { user, address }: Caller,
    { verb, ...parameters }: ContainerAction,
    askedAt: Date,
    target: string,
    ids: { hostId: string; containerId: string },
    outcome: string,
  ): Promise<void> {
    await this.actions.record({
      actor: user.username,
      address,
      verb: `container.${verb}`,
      target: `container ${target}`,
      detail: { ...ids, ...parameters, askedAt: askedAt.toISOString() },
      outcome,
    });
  }
}

/** A stop may take as long as the container is given; where nobody said how long, the agent's bound is the longest. */
function timeoutMs(action: ContainerAction): number {
  const given = 'timeoutSeconds' in action ? action.timeoutSeconds : undefined;
  const mayTakeLong = ['stop', 'restart', 'remove'].includes(action.verb);
  return ((mayTakeLong ? (given ?? MAX_STOP_SECONDS) : 0) + MARGIN_SECONDS) * 1000;
}
