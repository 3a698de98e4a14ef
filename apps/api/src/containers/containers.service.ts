import { Injectable } from '@nestjs/common';
import type { Container, HostPorts, Page } from '@roadstead/contract';
import { HostId, RoadsteadError } from '@roadstead/domain';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { type ContainerKey, ContainersRepository } from './containers.repository.js';

const ID_PREFIX = /^[0-9a-f]{1,64}$/;

@Injectable()
export class ContainersService {
  constructor(
    private readonly containers: ContainersRepository,
    private readonly hosts: HostsService,
  ) {}

  list(query: QueryOf<'listContainers'>): Promise<Page<Container>> {
    return this.containers.page(query);
  }

  /**
   * @param containerId the id, or a prefix that only one container of the host has
   * @throws RoadsteadError `host.unknown`, `container.unknown`, `request.invalid` where the prefix is not unique
   */
  async get(hostId: string, containerId: string): Promise<Container> {
    const id = HostId.safeParse(hostId).data;
    const found =
      id !== undefined && ID_PREFIX.test(containerId) ? await this.containers.byPrefix(id, containerId) : [];
    const [container, another] = found;
    if (another !== undefined) {
      throw new RoadsteadError('request.invalid', { problem: `more than one container id begins with ${containerId}` });
    }
    if (container !== undefined) return container;
    const host = await this.hosts.get(hostId);
    throw new RoadsteadError('container.unknown', { container: containerId, host: host.name });
  }

  /** What a container that is to publish a port would meet there. @throws RoadsteadError `host.unknown` */
  async ports(hostId: string): Promise<HostPorts> {
    const { id, dataAsOf } = await this.hosts.get(hostId);
    const containers = await this.containers.live(id);
    const ports = containers.flatMap(({ id: containerId, name: containerName, ports: published }) =>
      published.flatMap(({ hostPort: port, protocol, hostIp }) =>
        port === undefined ? [] : [{ port, protocol, hostIp, containerId, containerName }],
      ),
    );
    return { dataAsOf, ports };
  }

  /** Those of them that there are, in no order. */
  byKeys(keys: readonly ContainerKey[]): Promise<Container[]> {
    return this.containers.byKeys(keys);
  }
}
