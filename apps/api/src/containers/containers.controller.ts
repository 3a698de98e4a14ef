import { Controller, Param } from '@nestjs/common';
import type { Container, Page } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ContainersService } from './containers.service.js';

@Controller()
export class ContainersController {
  constructor(private readonly containers: ContainersService) {}

  @Route('listContainers')
  list(@RouteQuery() query: QueryOf<'listContainers'>): Promise<Page<Container>> {
    return this.containers.list(query);
  }

  @Route('getContainer')
  get(@Param('hostId') hostId: string, @Param('containerId') containerId: string): Promise<Container> {
    return this.containers.get(hostId, containerId);
  }
}
