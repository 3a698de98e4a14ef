import { Injectable } from '@nestjs/common';
import type { HostVolumes } from '@roadstead/contract';
import type { Volume } from '@roadstead/domain';
import { requireElevation } from '../hosts/elevation.js';
import { HostCommands } from '../hosts/host-commands.service.js';
import { type Caller, HostsService } from '../hosts/hosts.service.js';
import type { BodyOf } from '../platform/http/route.js';
import { COUNTING_TIMEOUT_MS } from '../storage/storage.service.js';

/** An engine looks for an unknown driver's plugin for some 15 s. */
const LOOKING_FOR_DRIVER_MS = 40_000;

@Injectable()
export class VolumesService {
  constructor(
    private readonly hosts: HostsService,
    private readonly commands: HostCommands,
  ) {}

  /** @throws RoadsteadError `host.unknown`, and what `HostCommands.send` throws */
  async list(hostId: string, withSizes: boolean): Promise<HostVolumes> {
    const host = await this.hosts.get(hostId);
    const timeoutMs = withSizes ? COUNTING_TIMEOUT_MS : undefined;
    const list = await this.commands.send(host, 'volume.list', { withSizes }, timeoutMs);
    return { ...list, asOf: new Date().toISOString() };
  }

  /**
   * Options of a driver can make a volume of any directory of the host, so they need the right that a bind mount needs.
   * @throws RoadsteadError `auth.forbidden`, `volume.name-taken`, `volume.driver-unknown`, `volume.refused`, and as `list`
   */
  async create(hostId: string, spec: BodyOf<'createVolume'>, caller: Caller): Promise<Volume> {
    if (Object.keys(spec.options).length > 0) requireElevation(caller);
    const host = await this.hosts.get(hostId);
    const target = `volume ${host.name}/${spec.name ?? '(unnamed)'}`;
    // Values of options may be passwords of a file server.
    const detail = { driver: spec.driver, options: Object.keys(spec.options).join(', ') };
    const recorded = { verb: 'volume.create', target, detail, caller } as const;
    return this.commands.perform(host, 'volume.create', spec, recorded, LOOKING_FOR_DRIVER_MS);
  }

  /** @throws RoadsteadError `volume.unknown`, `volume.in-use`, and as `list` */
  async remove(hostId: string, name: string, force: boolean, caller: Caller): Promise<void> {
    const host = await this.hosts.get(hostId);
    const recorded = {
      verb: 'volume.remove',
      target: `volume ${host.name}/${name}`,
      detail: { force },
      caller,
    } as const;
    await this.commands.perform(host, 'volume.remove', { name, force }, recorded);
  }
}
