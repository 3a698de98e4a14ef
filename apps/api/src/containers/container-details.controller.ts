import { Controller, Req } from '@nestjs/common';
import type { ContainerInspection } from '@roadstead/contract';
import type { FastifyRequest } from 'fastify';
import { refuseHead } from '../platform/http/refuse-head.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ContainerDetails } from './container-details.service.js';
import { OneContainer, type OneContainerRequest } from './one-container.js';

@Controller()
export class ContainerDetailsController {
  constructor(private readonly details: ContainerDetails) {}

  @Route('containerDetail')
  detail(
    @OneContainer() { caller, hostId, containerId }: OneContainerRequest,
    @RouteQuery() { size }: QueryOf<'containerDetail'>,
    @Req() request: FastifyRequest,
  ): Promise<ContainerInspection> {
    refuseHead(request);
    return this.details.detail(caller, { hostId, containerId, size: size === 'true' });
  }

  @Route('inspectContainer')
  inspect(
    @OneContainer() { caller, hostId, containerId }: OneContainerRequest,
    @RouteQuery() { size }: QueryOf<'inspectContainer'>,
    @Req() request: FastifyRequest,
  ): Promise<ContainerInspection> {
    refuseHead(request);
    return this.details.inspect(caller, { hostId, containerId, size: size === 'true' });
  }
}
