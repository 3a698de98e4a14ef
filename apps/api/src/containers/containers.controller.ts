import { Controller, Param } from '@nestjs/common';
import type { Container, HostPorts, Page } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ContainersService } from './containers.service.js';

@Controller()
export class ContainersController {
  constructor(private readonly containers: ContainersService) {}

  @Route('listContainers')
  list(@RouteQuery() query: QueryOf<'listContainers'>): Promise<Page<Container>> {
    return this.containers.list(query);
  }

  @Route('listHostPorts')
  ports(@Param('hostId') hostId: string): Promise<HostPorts> {
    return this.containers.ports(hostId);
  }

  @Route('getContainer')
  get(@Param('hostId') hostId: string, @Param('containerId') containerId: string): Promise<Container> {
    return this.containers.get(hostId, containerId);
  }
}
