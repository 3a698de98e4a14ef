import { Injectable } from '@nestjs/common';
import type { HostNetworks } from '@roadstead/contract';
import type { Network } from '@roadstead/domain';
import { requireElevation } from '../hosts/elevation.js';
import { HostCommands } from '../hosts/host-commands.service.js';
import { type Caller, HostsService } from '../hosts/hosts.service.js';
import type { BodyOf } from '../platform/http/route.js';

/** Some drivers take their time for a network. */
const SETTING_UP_TIMEOUT_MS = 60_000;

@Injectable()
export class NetworksService {
  constructor(
    private readonly hosts: HostsService,
    private readonly commands: HostCommands,
  ) {}

  /** @throws RoadsteadError `host.unknown`, and what `HostCommands.send` throws */
  async list(hostId: string): Promise<HostNetworks> {
    const host = await this.hosts.get(hostId);
    const list = await this.commands.send(host, 'network.list', {});
    return { ...list, asOf: new Date().toISOString() };
  }

  /**
   * A network in the host's own, or with options of a driver, needs the right that a container in the host's network needs.
   * @throws RoadsteadError `auth.forbidden`, `network.name-taken`, `network.subnet-taken`, `network.refused`, and as `list`
   */
  async create(hostId: string, spec: BodyOf<'createNetwork'>, caller: Caller): Promise<Network> {
    if (spec.driver !== 'bridge' || Object.keys(spec.options).length > 0) requireElevation(caller);
    const host = await this.hosts.get(hostId);
    const { driver, internal, subnet } = spec;
    const detail = { driver, internal, ...(subnet !== undefined && { subnet }) };
    const recorded = { verb: 'network.create', target: `network ${host.name}/${spec.name}`, detail, caller } as const;
    return this.commands.perform(host, 'network.create', spec, recorded, SETTING_UP_TIMEOUT_MS);
  }

  /** @throws RoadsteadError `network.unknown`, `network.built-in`, `network.in-use`, and as `list` */
  async remove(hostId: string, id: string, caller: Caller): Promise<void> {
    const host = await this.hosts.get(hostId);
    const recorded = { verb: 'network.remove', target: `network ${host.name}/${id}`, caller } as const;
    await this.commands.perform(host, 'network.remove', { id }, recorded, SETTING_UP_TIMEOUT_MS);
  }
}
